using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>
/// The hours of the day at which forecasts are learned from, verified and replayed: every so many hours from 00 UTC, anew each day.
/// </summary>
/// <param name="Hours">
/// Hours from one to the next within a day, 1–24. A step that does not divide 24 ends with a shorter one at midnight.
/// </param>
public readonly record struct OriginStep(int Hours)
{
    private const int DayHours = 24;

    /// <summary>Whether an hour is a forecast origin.</summary>
    public bool IsOrigin(Hour hour) => hour.OfDay % Hours == 0;

    /// <summary>The origins from one hour to another, both included, ascending.</summary>
    public IEnumerable<Hour> Between(Hour first, Hour last)
    {
        for (var hour = first; hour <= last; hour++)
        {
            if (IsOrigin(hour))
            {
                yield return hour;
            }
        }
    }

    /// <summary>The origins from an hour on, ascending, without an end.</summary>
    public IEnumerable<Hour> From(Hour first) => Between(first, Hour.MaxValue - 1);

    /// <summary>The first origin at or after an hour.</summary>
    public Hour AtOrAfter(Hour hour) => Between(hour, hour + DayHours).First();
}
