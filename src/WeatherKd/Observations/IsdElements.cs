using System.Globalization;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// The elements of an ISD report that are read, from their fields as the format document of NOAA's Integrated Surface Data (12 January
/// 2018) defines them. They are the same in the fixed-width file and, with commas between, in the CSV of "Global Hourly".
/// </summary>
internal static class IsdElements
{

    /// <summary>The variables, in the order in which they are set.</summary>
    public static readonly string[] Variables =
    [
        VariableNames.Temperature,
        VariableNames.DewPoint,
        VariableNames.RelativeHumidity,
        VariableNames.WindDirection,
        VariableNames.WindSpeed,
        VariableNames.SeaLevelPressure,
        VariableNames.SurfacePressure,
        VariableNames.Precipitation,
        VariableNames.CloudCover
    ];

    /// <summary>The groups that carry amounts of precipitation, each over its own number of hours.</summary>
    public static readonly string[] PrecipitationGroups = ["AA1", "AA2", "AA3", "AA4"];

    /// <summary>Sets a number of tenths, unless all its digits are nines: the mark of a missing value.</summary>
    public static void SetTenths(RowsBuilder builder, string variable, ReadOnlySpan<char> digits, char quality) =>
        Set(builder, variable, Number(digits) / 10, quality);

    /// <summary>Sets wind: calm (type C) and variable wind (type V) have no direction.</summary>
    public static void SetWind(
        RowsBuilder builder,
        ReadOnlySpan<char> direction,
        char directionQuality,
        char type,
        ReadOnlySpan<char> speed,
        char speedQuality)
    {
        var metresPerSecond = Number(speed) / 10;
        Set(builder, VariableNames.WindSpeed, metresPerSecond, speedQuality);
        var from = type is 'C' or 'V' || metresPerSecond == 0 ? double.NaN : Number(direction);
        Set(builder, VariableNames.WindDirection, from, directionQuality);
    }

    /// <summary>
    /// Sets precipitation where a group is that of one hour and no group before it was. A trace (condition 2) is 0; an amount
    /// of an accumulated, deleted, missing or incomplete period (conditions 1, 4 to 8, I and J) is not that of the hour.
    /// Condition 3 stands beside measured amounts; where a period only begins, the amount is missing anyway.
    /// </summary>
    public static void SetPrecipitation(
        RowsBuilder builder,
        ReadOnlySpan<char> hours,
        ReadOnlySpan<char> depth,
        char condition,
        char quality)
    {
        if (hours is "01"
            && condition is not ('1' or (>= '4' and <= '8') or 'I' or 'J')
            && double.IsNaN(builder.Get(Index(VariableNames.Precipitation))))
        {
            SetTenths(builder, VariableNames.Precipitation, depth, quality);
        }
    }

    /// <summary>Sets total cloud cover (GF1).</summary>
    public static void SetCloud(RowsBuilder builder, ReadOnlySpan<char> code, char quality)
    {
        var oktas = Number(code);
        Set(builder, VariableNames.CloudCover, double.IsNaN(oktas) ? double.NaN : CloudCover((int)oktas), quality);
    }

    /// <summary>Sets what follows from the others.</summary>
    public static void SetDerived(RowsBuilder builder) =>
        builder.SetHumidity(Index(VariableNames.RelativeHumidity), Index(VariableNames.Temperature), Index(VariableNames.DewPoint));

    /// <summary>Cloud cover in % of a code in oktas; codes above 8 (obscured, thin, dark) give no amount.</summary>
    public static double CloudCover(int code) => code is >= 0 and <= 8 ? code * 12.5 : double.NaN;

    private static void Set(RowsBuilder builder, string variable, double value, char quality)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        var column = Index(variable);
        builder.Set(column, value);

        // 2 and 6: suspect, 3 and 7: erroneous.
        if (quality is '2' or '3' or '6' or '7')
        {
            builder.RejectedByProvider(column);
        }
    }

    private static double Number(ReadOnlySpan<char> digits)
    {
        var unsigned = digits is ['+' or '-', ..] ? digits[1..] : digits;
        return !unsigned.ContainsAnyExcept('9')
            || !int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? double.NaN
            : value;
    }

    private static int Index(string variable) => Array.IndexOf(Variables, variable);
}
