using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Replay;

/// <summary>The largest change of an observed temperature in 24 hours.</summary>
/// <param name="Station">The station.</param>
/// <param name="At">The later of both valid times.</param>
/// <param name="Change">How much warmer it was than the day before, in K.</param>
public sealed record LargestChange(string Station, DateTimeOffset At, double Change)
{

    /// <summary>The largest change whose later time lies in a span; null where there is none.</summary>
    internal static LargestChange? Of(ReplayedHistory history, DateTimeOffset from, DateTimeOffset until)
    {
        LargestChange? largest = null;
        foreach (var station in history.Observations.Where(o => o.Variables.Contains(VariableNames.Temperature, StringComparer.Ordinal)))
        {
            var place = station.Variables.IndexOf(VariableNames.Temperature);
            var last = Hour.Min(Hour.Floor(until), station.LastHour);
            for (var hour = Hour.Max(Hour.Floor(from), station.FirstHour + 24); hour <= last; hour++)
            {
                var change = station.At(hour)[place] - station.At(hour - 24)[place];
                if (Math.Abs(change) > Math.Abs(largest?.Change ?? 0))
                {
                    largest = new(station.Station, hour.ToTime(), change);
                }
            }
        }

        return largest;
    }
}
