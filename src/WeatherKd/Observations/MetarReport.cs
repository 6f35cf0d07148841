using System.Globalization;
using System.Text.RegularExpressions;

namespace WeatherKd.Observations;

/// <summary>
/// The groups of a METAR or SPECI report after its time (WMO No. 306, FM 15; remarks after the US Federal Meteorological Handbook No. 1, chapter 12). Groups that carry
/// none of our variables are passed over, and so is the trend forecast. The altimeter setting (QNH) counts as pressure at mean sea level unless a remark SLP gives that.
/// </summary>
internal static class MetarReport
{
    private static readonly Regex Wind = new(@"^(?<direction>\d{3}|VRB)P?(?<speed>\d{2,3})(GP?\d{2,3})?(?<unit>KT|MPS|KMH)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
    private static readonly Regex Temperatures = new(@"^(?<t>M?\d\d|//)/(?<d>M?\d\d|//)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
    private static readonly Regex Altimeter = new(@"^(?<unit>[QA])(?<value>\d{4})$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
    private static readonly Regex TenthsOfDegrees = new(@"^T(?<t>[01]\d{3})(?<d>[01]\d{3})?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
    private static readonly Regex SeaLevelPressure = new(@"^SLP(?<value>\d{3})$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
    private static readonly Regex HourlyPrecipitation = new(@"^P(?<value>\d{4})$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private const double MetresPerSecondPerKnot = 1852.0 / 3600;
    private const double HectopascalsPerInch = 33.8639;
    private const double MillimetresPerInch = 25.4;

    /// <summary>The variables, in the order of the columns.</summary>
    public static readonly string[] Variables = ["temperature_2m", "dew_point_2m", "relative_humidity_2m", "wind_direction_10m", "wind_speed_10m", "pressure_msl", "precipitation"];

    private const int Temperature = 0, DewPoint = 1, RelativeHumidity = 2, WindDirection = 3, WindSpeed = 4, Pressure = 5, Precipitation = 6;

    /// <summary>Sets what the groups say in the builder's last row.</summary>
    public static void Read(IReadOnlyList<string> groups, ObservationBatchBuilder builder)
    {
        var (remarks, trend) = (false, false);
        foreach (var group in groups)
        {
            remarks |= group == "RMK";
            trend |= group is "TEMPO" or "BECMG" or "NOSIG" or "FCST";
            if (remarks)
            {
                ReadRemark(group, builder);
            }
            else if (!trend)
            {
                ReadGroup(group, builder);
            }
        }

        builder.Set(RelativeHumidity, Humidity.FromObserved(builder.Get(Temperature), builder.Get(DewPoint)));
    }

    private static void ReadGroup(string group, ObservationBatchBuilder builder)
    {
        if (Wind.Match(group) is { Success: true } wind)
        {
            var perUnit = wind.Groups["unit"].Value switch { "MPS" => 1, "KMH" => 1 / 3.6, _ => MetresPerSecondPerKnot };
            var speed = Number(wind.Groups["speed"]) * perUnit;
            builder.Set(WindSpeed, speed);
            builder.Set(WindDirection, wind.Groups["direction"].Value == "VRB" || speed == 0 ? double.NaN : Number(wind.Groups["direction"]));
        }
        else if (Temperatures.Match(group) is { Success: true } temperatures)
        {
            builder.Set(Temperature, Signed(temperatures.Groups["t"], 1));
            builder.Set(DewPoint, Signed(temperatures.Groups["d"], 1));
        }
        else if (Altimeter.Match(group) is { Success: true } pressure)
        {
            var value = Number(pressure.Groups["value"]);
            builder.Set(Pressure, pressure.Groups["unit"].Value == "Q" ? value : value / 100 * HectopascalsPerInch);
        }
    }

    private static void ReadRemark(string group, ObservationBatchBuilder builder)
    {
        if (TenthsOfDegrees.Match(group) is { Success: true } tenths)
        {
            builder.Set(Temperature, Signed(tenths.Groups["t"], 10));
            if (tenths.Groups["d"].Success)
            {
                builder.Set(DewPoint, Signed(tenths.Groups["d"], 10));
            }
        }
        else if (SeaLevelPressure.Match(group) is { Success: true } pressure)
        {
            // Tens, ones and tenths of hPa; the century is that which makes a pressure between 950 and 1050.
            var value = Number(pressure.Groups["value"]) / 10;
            builder.Set(Pressure, value < 50 ? 1000 + value : 900 + value);
        }
        else if (HourlyPrecipitation.Match(group) is { Success: true } rain)
        {
            builder.Set(Precipitation, Number(rain.Groups["value"]) / 100 * MillimetresPerInch);
        }
    }

    private static double Number(Group group) => double.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A number with <c>M</c> or, in remarks, <c>1</c> before it where it is negative; NaN where it is <c>//</c>.</summary>
    private static double Signed(Group group, double divisor)
    {
        var text = group.ValueSpan;
        if (!group.Success || text is "//")
        {
            return double.NaN;
        }

        var negative = divisor == 1 ? text[0] == 'M' : text[0] == '1';
        var digits = divisor == 1 ? text.TrimStart('M') : text[1..];
        var value = double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) / divisor;
        return negative ? -value : value;
    }
}
