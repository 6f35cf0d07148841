using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Forecasting;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Series;
using WeatherKd.Students;

namespace WeatherKd.Replay;

/// <summary>
/// Issues what the student in service would have issued, and archives it under the time at which it would have: a forecast at each forecast
/// origin, from what was observed and delivered by then.
/// </summary>
public sealed class ReplayedService(
    ForecastIssuer issuer,
    IOptions<AlignmentOptions> alignment,
    SimulatedClock clock,
    IntervalStore intervals,
    IServiceProvider services)
{
    /// <summary>The forecast origins of a span, its end not included.</summary>
    internal IEnumerable<Hour> Origins(DateTimeOffset from, DateTimeOffset until)
    {
        var (first, last) = (Hour.Floor(from), Hour.Floor(until));
        return alignment.Value.OriginStep
            .Between(first, last)
            .Where(hour => hour.ToTime() >= from && hour.ToTime() < until);
    }

    /// <summary>Issues and archives the forecasts of a span, day by day, as the service would: guarded.</summary>
    /// <returns>Number of forecasts, and those of them that stand in place of one from a newer run.</returns>
    public async Task<(int Issued, IReadOnlyList<WithheldForecast> Withheld)> IssueAsync(
        ReplayedHistory history,
        string student,
        StudentSession session,
        DateTimeOffset from,
        DateTimeOffset until)
    {
        var (issued, withheld) = (0, new List<WithheldForecast>());
        var (factors, departures) = await intervals.InServiceAsync(student, CancellationToken.None);
        var serving = new ServingStudent(student, session, factors) { BelievedDepartures = departures };
        var guard = new ForecastGuard(issuer);
        foreach (var day in Origins(from, until).GroupBy(h => h.Day))
        {
            // Disposing writes what waits: the file of a day is there before the next day begins.
            await using var archive = ActivatorUtilities.CreateInstance<ForecastArchive>(services);
            foreach (var origin in day)
            {
                var windows = history.Observations
                    .Select(o => (Grid: o, Last: LastObserved(o, origin, session.Lineage.HistoryHours)))
                    .Where(o => o.Last is not null)
                    .Select(o => issuer.Cut(
                        o.Grid.Station,
                        new Basis(origin, o.Last, o.Grid, history.Teacher.GetValueOrDefault(o.Grid.Station)),
                        session.Lineage))
                    .ToList();
                clock.Set(origin.ToTime());
                foreach (var forecast in windows.Count == 0 ? [] : guard.Issue(serving, windows, issuer.Now()))
                {
                    archive.Add(forecast);
                    issued++;
                    if (forecast.Withheld is { } reason)
                    {
                        withheld.Add(new WithheldForecast(forecast.Station, origin.ToTime(), reason));
                    }
                }
            }
        }

        return (issued, withheld);
    }

    private static Hour? LastObserved(HourlyObservations grid, Hour origin, int hours)
    {
        for (var hour = Hour.Min(origin, grid.LastHour); hour > origin - hours && hour >= grid.FirstHour; hour--)
        {
            foreach (var value in grid.At(hour))
            {
                if (!float.IsNaN(value))
                {
                    return hour;
                }
            }
        }

        return null;
    }
}
