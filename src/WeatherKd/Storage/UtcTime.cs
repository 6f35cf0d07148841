using System.Globalization;

namespace WeatherKd.Storage;

/// <summary>Times as ISO 8601 in UTC with <c>Z</c>, without a fraction where there is none.</summary>
public static class UtcTime
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Ticks = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <summary>The text of a time, e.g. <c>2021-01-30T12:00:00Z</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? Seconds : Ticks, CultureInfo.InvariantCulture);

    /// <summary>A time as part of a blob or instance name, e.g. <c>20210130T1200Z</c>.</summary>
    public static string FormatForName(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads an ISO 8601 time and nothing else: <c>2021-01-30</c> (midnight), <c>2021-01-30T12</c>, <c>…T12:00</c>, <c>…T12:00:00</c>,
    /// <c>…T12:00:00.0</c>, or the basic form <c>20210130T1200</c>; a blank may stand
    /// for the T (RFC 3339), 24:00 is the end of the day, and an offset follows as <c>Z</c>, <c>+09:00</c>, <c>+0900</c> or <c>+09</c>. A
    /// time without an offset is UTC.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        var dash = text is [_, _, _, _, '-', _, _, '-', ..] ? 1 : 0;
        var dateLength = 8 + (2 * dash);
        if (text.Length < dateLength
            || !TryDigits(text[..4], out var year) || !TryDigits(text.Slice(4 + dash, 2), out var month) || !TryDigits(
                text.Slice(6 + (2 * dash), 2),
                out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        var clock = text[dateLength..];
        var ofDay = TimeSpan.Zero;
        var offset = TimeSpan.Zero;
        if (!clock.IsEmpty && (clock[0] is not ('T' or 't' or ' ') || !TryClock(clock[1..], out ofDay, out offset)))
        {
            return false;
        }

        var ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks + ofDay.Ticks - offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryClock(ReadOnlySpan<char> text, out TimeSpan ofDay, out TimeSpan offset)
    {
        (ofDay, offset) = (default, default);
        var zone = text.IndexOfAny("Zz+-");
        return (zone < 0 || TryOffset(text[zone..], out offset)) && TryTimeOfDay((zone < 0 ? text : text[..zone]).TrimEnd(' '), out ofDay);
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z")
        {
            return true;
        }

        var minutes = text.Length switch { 6 when text[3] == ':' => text[4..], 5 => text[3..], 3 => "00", _ => "" };
        if (minutes.IsEmpty
            || !TryDigits(text.Slice(1, 2), out var hour)
            || !TryDigits(minutes, out var minute)
            || hour > 14
            || minute > 59)
        {
            return false;
        }

        offset = new TimeSpan(hour, minute, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    /// <summary>Hours, then minutes and seconds, all with colons between or all without, then a fraction of the second.</summary>
    private static bool TryTimeOfDay(ReadOnlySpan<char> text, out TimeSpan ofDay)
    {
        ofDay = default;
        var point = text.IndexOfAny(".,");
        var whole = point < 0 ? text : text[..point];
        var colon = whole is [_, _, ':', ..] ? 1 : 0;
        Span<int> parts = stackalloc int[3];
        parts.Clear();
        var count = 0;
        for (var i = 0; i < whole.Length; i += 2 + colon)
        {
            if (count == 3
                || i + 2 > whole.Length
                || !TryDigits(whole.Slice(i, 2), out parts[count++])
                || (colon == 1 && i + 2 < whole.Length && (whole[i + 2] != ':' || i + 3 == whole.Length)))
            {
                return false;
            }
        }

        long fraction = 0;
        if (count == 0
            || parts[0] > 24
            || parts[1] > 59
            || parts[2] > 59
            || (point >= 0 && (count < 3 || !TryFraction(text[(point + 1)..], out fraction))))
        {
            return false;
        }

        ofDay = new TimeSpan(parts[0], parts[1], parts[2]) + TimeSpan.FromTicks(fraction);
        return ofDay <= TimeSpan.FromDays(1);
    }

    private static bool TryFraction(ReadOnlySpan<char> digits, out long ticks)
    {
        ticks = 0;
        var unit = TimeSpan.TicksPerSecond;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            unit /= 10;
            ticks += (digit - '0') * unit;
        }

        return !digits.IsEmpty;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }
}
