namespace WeatherKd.Observations;

/// <summary>Times of Korean providers: Korea Standard Time, UTC+9 without summer time; <c>24:00</c> is the end of the day.</summary>
public static class KoreanTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(9);

    /// <summary>
    /// Reads <c>2021-01-01 24:00</c>, with <c>/</c> or <c>.</c> for <c>-</c>, months, days and hours of one digit (as Excel saves them),
    /// with or without minutes and seconds, or <c>2021010124</c> and <c>202101012400</c>. The year comes first, always, with four digits.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset utc)
    {
        utc = default;
        Span<int> parts = stackalloc int[6];
        parts.Clear();
        var count = text.Length is 10 or 12 && !text.ContainsAnyExceptInRange('0', '9') ? Compact(text, parts) : Separated(text, parts);
        var (year, month, day, hour, minute, second) = (parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
        if (count < 4
            || year is < 1850 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 24 || minute > 59 || second > 59 || (hour == 24 && (minute > 0 || second > 0)))
        {
            return false;
        }

        var local = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified)
            + new TimeSpan(hour, minute, second);
        utc = new DateTimeOffset(local - Offset, TimeSpan.Zero);
        return true;
    }

    private static int Compact(ReadOnlySpan<char> text, Span<int> parts)
    {
        parts[0] = Digits(text[..4]);
        for (var i = 4; i < text.Length; i += 2)
        {
            parts[(i / 2) - 1] = Digits(text.Slice(i, 2));
        }

        return (text.Length / 2) - 1;
    }

    private static int Separated(ReadOnlySpan<char> text, Span<int> parts)
    {
        var (part, digits) = (0, 0);
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (++digits > 4)
                {
                    return 0;
                }

                parts[part] = (parts[part] * 10) + (c - '0');
            }
            else if (digits == 0 || (digits > 2) != (part == 0) || !IsSeparator(c, part, text) || ++part == parts.Length)
            {
                return 0;
            }
            else
            {
                digits = 0;
            }
        }

        return digits is 0 or > 2 ? 0 : part + 1;
    }

    /// <summary>Between year, month and day the same mark twice; then a blank or T; then colons.</summary>
    private static bool IsSeparator(char c, int part, ReadOnlySpan<char> text) => part switch
    {
        0 => c is '-' or '/' or '.',
        1 => c == text[4],
        2 => c is ' ' or 'T',
        _ => c == ':',
    };

    private static int Digits(ReadOnlySpan<char> text)
    {
        var value = 0;
        foreach (var c in text)
        {
            value = (value * 10) + (c - '0');
        }

        return value;
    }
}
