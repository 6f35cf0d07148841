using System.Globalization;
using System.Text.Json.Serialization;

namespace WeatherKd.Series;

/// <summary>
/// A whole hour of UTC: a point on the time axis of observations, runs, windows and forecast origins. A number of hours (a lead, a length,
/// an age) is an <see cref="int"/>: two hours differ by one, and an hour moves by one. Stored and sent as its number.
/// </summary>
/// <param name="SinceEpoch">Hours from 1970-01-01T00Z to it; negative before. The student's <c>origin</c> input.</param>
[JsonConverter(typeof(HourJsonConverter))]
public readonly record struct Hour(int SinceEpoch) : IComparable<Hour>
{
    private const int DayHours = 24;

    /// <summary>Before every hour that is a time; stays so whatever number of hours is taken off.</summary>
    public static Hour MinValue => new(int.MinValue);

    /// <summary>After every hour that is a time; stays so whatever number of hours is added.</summary>
    public static Hour MaxValue => new(int.MaxValue);

    /// <summary>Hour of the day in UTC, 0–23.</summary>
    public int OfDay => ((SinceEpoch % DayHours) + DayHours) % DayHours;

    /// <summary>Whole days from 1970-01-01 to its day in UTC; negative before.</summary>
    public int Day => (SinceEpoch / DayHours) - (SinceEpoch % DayHours < 0 ? 1 : 0);

    /// <summary>The hour that contains a time.</summary>
    public static Hour Floor(DateTimeOffset time) => new(checked((int)Math.Floor((time.UtcDateTime - DateTime.UnixEpoch).TotalHours)));

    /// <summary>The hour nearest to a time; half past goes up.</summary>
    public static Hour Nearest(DateTimeOffset time) => Floor(time.AddMinutes(30));

    /// <summary>The earlier of two hours.</summary>
    public static Hour Min(Hour left, Hour right) => left < right ? left : right;

    /// <summary>The later of two hours.</summary>
    public static Hour Max(Hour left, Hour right) => left > right ? left : right;

    /// <summary>Its start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies before the year 1 or after 9999.</exception>
    public DateTimeOffset ToTime() => new(DateTime.UnixEpoch.AddHours(SinceEpoch), TimeSpan.Zero);

    /// <summary>The hours from this one to another, both included, ascending; none where the other is earlier.</summary>
    /// <param name="last">The last; before <see cref="MaxValue"/>.</param>
    public IEnumerable<Hour> Through(Hour last)
    {
        for (var hour = this; hour <= last; hour++)
        {
            yield return hour;
        }
    }

    /// <inheritdoc/>
    public int CompareTo(Hour other) => SinceEpoch.CompareTo(other.SinceEpoch);

    /// <summary>As ISO 8601 writes it, <c>2021-01-30T12Z</c>; the number where it is no time.</summary>
    public override string ToString() => SinceEpoch >= Floor(DateTimeOffset.MinValue).SinceEpoch
        && SinceEpoch <= Floor(DateTimeOffset.MaxValue).SinceEpoch
            ? ToTime().ToString("yyyy-MM-dd'T'HH'Z'", CultureInfo.InvariantCulture)
            : SinceEpoch.ToString(CultureInfo.InvariantCulture);

    /// <summary>The hour some hours later, held between <see cref="MinValue"/> and <see cref="MaxValue"/>.</summary>
    public static Hour operator +(Hour hour, int hours) => Held((long)hour.SinceEpoch + hours);

    /// <summary>The hour some hours earlier, held likewise.</summary>
    public static Hour operator -(Hour hour, int hours) => Held((long)hour.SinceEpoch - hours);

    /// <summary>Hours from the second to the first, held between <see cref="int.MinValue"/> and <see cref="int.MaxValue"/>.</summary>
    public static int operator -(Hour left, Hour right) =>
        (int)Math.Clamp((long)left.SinceEpoch - right.SinceEpoch, int.MinValue, int.MaxValue);

    /// <summary>The next hour.</summary>
    public static Hour operator ++(Hour hour) => hour + 1;

    /// <summary>The hour before.</summary>
    public static Hour operator --(Hour hour) => hour - 1;

    /// <summary>Whether the first is earlier.</summary>
    public static bool operator <(Hour left, Hour right) => left.SinceEpoch < right.SinceEpoch;

    /// <summary>Whether the first is later.</summary>
    public static bool operator >(Hour left, Hour right) => left.SinceEpoch > right.SinceEpoch;

    /// <summary>Whether the first is not later.</summary>
    public static bool operator <=(Hour left, Hour right) => left.SinceEpoch <= right.SinceEpoch;

    /// <summary>Whether the first is not earlier.</summary>
    public static bool operator >=(Hour left, Hour right) => left.SinceEpoch >= right.SinceEpoch;

    /// <summary>Beyond an end it would come in again at the other: what lies before all hours would lie after them.</summary>
    private static Hour Held(long sinceEpoch) => new((int)Math.Clamp(sinceEpoch, int.MinValue, int.MaxValue));
}
