using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Api.Conventions;

/// <summary>How hours and days are named in an answer.</summary>
internal static class TimeLabel
{
    /// <summary>With <c>Z</c> in UTC, else with the zone's offset at that time.</summary>
    public static string Of(DateTimeOffset time, TimeZoneInfo? zone) =>
        zone is null ? UtcTime.Format(time) : TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz");

    /// <summary>The date of a time in a zone; null is UTC.</summary>
    public static DateOnly DayOf(DateTimeOffset time, TimeZoneInfo? zone) =>
        DateOnly.FromDateTime(zone is null ? time.UtcDateTime : TimeZoneInfo.ConvertTime(time, zone).DateTime);

    /// <summary>The first whole hour of a day in a zone.</summary>
    public static Hour FirstHour(DateOnly day, TimeZoneInfo? zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        var start = new DateTimeOffset(midnight, zone?.GetUtcOffset(midnight) ?? TimeSpan.Zero);
        return Hour.Floor(start.AddHours(1).AddSeconds(-1));
    }
}
