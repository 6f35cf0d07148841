using System.Text.RegularExpressions;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.Conventions;

/// <summary>
/// Times and spans of the CF conventions (section 4.4): numbers of a unit since a time, as UDUNITS reads them. All are rounded to the
/// second, as
/// hours written as 32-bit floats are 2.9999998 of them.
/// </summary>
public static partial class CfTime
{
    private const string AllowedTime =
        "weeks, days, hours, minutes, seconds, milliseconds, microseconds or nanoseconds since yyyy-MM-dd HH:mm:ss, "
        + "in the calendar standard (gregorian), proleptic_gregorian or julian";

    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;
    private const int TimeoutMilliseconds = 1000;

    /// <summary>Whether a unit is one of time since a time.</summary>
    /// <param name="units">The unit as the file spells it; null where it says none.</param>
    public static bool IsTime(string? units) => units is not null && Since().IsMatch(units);

    /// <summary>The times of a variable such as <c>hours since 2021-01-01 00:00:00</c>, UTC; null where a value is missing.</summary>
    /// <param name="variable">The variable whose unit and calendar they have; that of a coordinate's bounds is the coordinate.</param>
    /// <param name="values">Its numbers, or those of its bounds.</param>
    /// <exception cref="NetCdfFormatException">
    /// The unit, its reference time or the calendar is not known, or a time is beyond the year 9999.
    /// </exception>
    public static DateTimeOffset?[] Read(NetCdfVariable variable, double[] values)
    {
        var units = variable.Units ?? "";
        var calendar = variable.Text("calendar") is { Length: > 0 } given ? given : "standard";
        if (Since().Match(units) is not { Success: true } match || Seconds(match.Groups["unit"].Value) is not { } unit)
        {
            throw Error(variable, $"the time unit '{units}' is not understood", units);
        }

        if (!CfCalendar.IsRead(calendar.ToLowerInvariant()))
        {
            throw Error(variable, $"the calendar '{calendar}' is not read: its dates are not those of weather that took place", calendar);
        }

        return CfReferenceTime.Seconds(match.Groups["time"].Value, calendar.ToLowerInvariant()) is { } start
            ? Array.ConvertAll(values, v => Time(variable, start, v * unit))
            : throw Error(variable, $"the time unit '{units}' has no reference time of the calendar '{calendar}'", units);
    }

    /// <summary>The hours of a variable of spans, such as <c>forecast_period</c> in <c>hours</c>; NaN where a value is missing.</summary>
    /// <param name="variable">The variable whose unit they have.</param>
    /// <param name="values">Its numbers.</param>
    /// <exception cref="NetCdfFormatException">The unit is not one of time.</exception>
    public static double[] ReadHours(NetCdfVariable variable, double[] values) => Seconds(variable.Units ?? "") is { } unit
        ? Array.ConvertAll(values, v => Math.Round(v * unit) / 3600)
        : throw new NetCdfFormatException($"Variable '{variable.Name}': '{variable.Units}' is no unit of time.")
        {
            Variable = variable.Name,
            Given = variable.Units,
            Allowed = "weeks, days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds",
        };

    private static DateTimeOffset? Time(NetCdfVariable variable, double start, double seconds)
    {
        if (double.IsNaN(seconds))
        {
            return null;
        }

        var sum = Math.Round(start + seconds);
        return sum >= 0 && sum <= DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond
            ? new DateTimeOffset((long)sum * TimeSpan.TicksPerSecond, TimeSpan.Zero)
            : throw Error(variable, $"{seconds} s after that of '{variable.Units}' are not in the years 1 to 9999", variable.Units);
    }

    private static NetCdfFormatException Error(NetCdfVariable variable, string what, string? given) =>
        new($"Variable '{variable.Name}': {what}.") { Variable = variable.Name, Given = given, Allowed = AllowedTime };

    /// <summary>Seconds of a unit; null for what is none, and for months and years, which have no fixed length.</summary>
    private static double? Seconds(string unit) => unit.Trim().ToLowerInvariant() switch
    {
        "second" or "seconds" or "sec" or "secs" or "s" => 1,
        "minute" or "minutes" or "min" or "mins" => 60,
        "hour" or "hours" or "hr" or "hrs" or "h" => 3600,
        "day" or "days" or "d" => 86_400,
        "week" or "weeks" => 604_800,
        "millisecond" or "milliseconds" or "millisec" or "millisecs" or "msec" or "msecs" or "ms" => 1e-3,
        "microsecond" or "microseconds" or "microsec" or "microsecs" or "us" => 1e-6,
        "nanosecond" or "nanoseconds" or "nanosec" or "nanosecs" or "ns" => 1e-9,
        _ => null,
    };

    [GeneratedRegex(@"^\s*(?<unit>[A-Za-z]+)\s+(since|after|from|ref|@)\s+(?<time>.*)$", Options, TimeoutMilliseconds)]
    private static partial Regex Since();
}
