namespace WeatherKd.Series;

/// <summary>Whole hours since 1970-01-01T00Z: the time axis of windows and of the student's <c>origin</c> input.</summary>
public static class HourIndex
{
    /// <summary>The hour that contains a time.</summary>
    public static int Floor(DateTimeOffset time) => checked((int)Math.Floor((time.UtcDateTime - DateTime.UnixEpoch).TotalHours));

    /// <summary>The hour nearest to a time; half past goes up.</summary>
    public static int Nearest(DateTimeOffset time) => Floor(time.AddMinutes(30));

    /// <summary>The start of an hour.</summary>
    public static DateTimeOffset ToTime(int hour) => new(DateTime.UnixEpoch.AddHours(hour), TimeSpan.Zero);
}
