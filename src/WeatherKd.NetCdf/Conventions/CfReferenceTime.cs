using System.Globalization;
using System.Text.RegularExpressions;

namespace WeatherKd.NetCdf.Conventions;

/// <summary>
/// The reference time of a unit of time, as UDUNITS reads it: years, months, days, hours and minutes of any number of digits, seconds with
/// a
/// fraction, a space or a T between date and time, and a time zone (UDUNITS manual, "Grammar").
/// </summary>
internal static partial class CfReferenceTime
{
    private const int MostZoneMinutes = 18 * 60;
    private const int TimeoutMilliseconds = 1000;
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    private const string Time =
        @"((\s+|[Tt])(?<hour>\d{1,2}):(?<minute>\d{1,2})(:(?<second>\d{1,2}(\.\d*)?))?"
        + @"|(\s+|[Tt])(?<hour>\d{1,2})((?<minute>\d{2})(?<second>\d{2}(\.\d*)?)?)?)?";

    private const string Zone = @"\s*([Uu][Tt][Cc]|[Gg][Mm][Tt]|[Zz])?\s*((?<zoneSign>[+-])(?<zoneHour>\d{1,2})(:?(?<zoneMinute>\d{2}))?)?";

    /// <summary>
    /// Seconds from 1 January of the year 1 in the Gregorian calendar, 0 UTC, to a reference time; null where it is none of the calendar.
    /// </summary>
    /// <param name="text">What stands behind "since".</param>
    /// <param name="calendar">Name of the calendar, in lower case.</param>
    public static double? Seconds(string text, string calendar)
    {
        var match = Dashed().Match(text.Trim());
        match = match.Success ? match : Packed().Match(text.Trim());
        if (!match.Success
            || !int.TryParse(match.Groups["year"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var year)
            || Math.Abs(year) > 99_999)
        {
            return null;
        }

        var days = CfCalendar.Days(calendar, year, (int)Number(match, "month", 1), (int)Number(match, "day", 1));
        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        var zone = ((Number(match, "zoneHour") * 60) + Number(match, "zoneMinute")) * (match.Groups["zoneSign"].Value == "-" ? -60 : 60);
        return days is null || hour > 24 || minute > 59 || second >= 61 || Math.Abs(zone) > MostZoneMinutes * 60
            ? null
            : (days * 86_400.0) + (hour * 3600) + (minute * 60) + second - zone;
    }

    private static double Number(Match match, string group, double otherwise = 0) => match.Groups[group].Success
        ? double.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
        : otherwise;

    [GeneratedRegex(@"^(?<year>[+-]?\d{1,5})-(?<month>\d{1,2})(-(?<day>\d{1,2}))?" + Time + Zone + "$", Options, TimeoutMilliseconds)]
    private static partial Regex Dashed();

    [GeneratedRegex(@"^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})" + Time + Zone + "$", Options, TimeoutMilliseconds)]
    private static partial Regex Packed();
}
