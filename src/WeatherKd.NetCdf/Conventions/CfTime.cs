using System.Globalization;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.Conventions;

/// <summary>Times and spans of the CF conventions (section 4.4): numbers of a unit since a time, in the calendar of everyday life.</summary>
public static class CfTime
{
    private static readonly string[] Calendars = ["standard", "gregorian", "proleptic_gregorian"];

    /// <summary>Whether a unit is one of time since a time.</summary>
    public static bool IsTime(string? units) => units?.Contains(" since ", StringComparison.Ordinal) == true;

    /// <summary>The times of a variable such as <c>hours since 2021-01-01 00:00:00</c>.</summary>
    /// <exception cref="NetCdfFormatException">The unit, its reference time or the calendar is not known.</exception>
    public static DateTimeOffset[] Read(NetCdfVariable variable, double[] values)
    {
        var units = variable.Units ?? "";
        var calendar = variable.Text("calendar") ?? "standard";
        var parts = units.Split(" since ", 2);
        if (parts.Length != 2 || !Calendars.Contains(calendar.ToLowerInvariant(), StringComparer.Ordinal) || Unit(parts[0]) is not { } unit
            || !DateTimeOffset.TryParse(parts[1].Replace(" UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var epoch))
        {
            throw new NetCdfFormatException($"Variable '{variable.Name}': the time unit '{units}' with calendar '{calendar}' is not understood.")
            {
                Variable = variable.Name,
                Given = units,
                Allowed = "seconds, minutes, hours or days since yyyy-MM-dd HH:mm:ss in the standard calendar",
            };
        }

        return Array.ConvertAll(values, v => Add(variable, epoch, v, unit));
    }

    /// <summary>The hours of a variable of spans, such as <c>forecast_period</c> in <c>hours</c>.</summary>
    /// <exception cref="NetCdfFormatException">The unit is not one of time.</exception>
    public static double[] ReadHours(NetCdfVariable variable, double[] values) => Unit(variable.Units ?? "") is { } unit
        ? Array.ConvertAll(values, v => v * unit.TotalHours)
        : throw new NetCdfFormatException($"Variable '{variable.Name}': '{variable.Units}' is no unit of time.")
        {
            Variable = variable.Name,
            Given = variable.Units,
            Allowed = "seconds, minutes, hours, days",
        };

    private static DateTimeOffset Add(NetCdfVariable variable, DateTimeOffset epoch, double value, TimeSpan unit)
    {
        var seconds = value * unit.TotalSeconds;
        return Math.Abs(seconds) < 1e11
            ? epoch.AddSeconds(Math.Round(seconds))
            : throw new NetCdfFormatException($"Variable '{variable.Name}': {value} {variable.Units} is no time.") { Variable = variable.Name };
    }

    private static TimeSpan? Unit(string unit) => unit.Trim().ToLowerInvariant() switch
    {
        "second" or "seconds" or "sec" or "secs" or "s" => TimeSpan.FromSeconds(1),
        "minute" or "minutes" or "min" or "mins" => TimeSpan.FromMinutes(1),
        "hour" or "hours" or "hr" or "hrs" or "h" => TimeSpan.FromHours(1),
        "day" or "days" or "d" => TimeSpan.FromDays(1),
        _ => null,
    };
}
