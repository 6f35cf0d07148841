using System.Globalization;
using System.Text.RegularExpressions;

namespace WeatherKd.Observations;

/// <summary>
/// Pressure in a METAR: the altimeter setting (QNH) in the forms in which it is sent (<c>Q1013</c>, <c>A2992</c>, <c>QNH2992INS</c>,
/// <c>A29.92</c>, <c>Q1013/Q1012</c>), and the remark SLP. Whether a number
/// is hectopascals or hundredths of an inch follows from its size, for neither can be the other.
/// </summary>
internal static class MetarPressure
{
    private const double HectopascalsPerInch = 33.8639;
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    private static readonly Regex Group = new(@"^(QNH|ALSTG|Q|A)[.:]?(?<value>\d{3,4}(\.\d)?|\d\d\.\d\d|//+)(?<rest>[A-Z/].*)?$", Options);
    private static readonly Regex Alike = new(@"^(QNH|Q|A)[.:]?[\dO/.]{2,}[A-Z]*$", Options);

    /// <summary>Reads a group; false where it is no altimeter setting.</summary>
    /// <param name="group">The group.</param>
    /// <param name="hectopascals">The pressure; NaN where strokes stand in its place.</param>
    /// <param name="rest">What is attached to it; empty where nothing is.</param>
    public static bool TryRead(string group, out double hectopascals, out string rest)
    {
        (hectopascals, rest) = (double.NaN, string.Empty);
        if (Spelling.MatchWithZeros(Group, group) is not { Success: true } match)
        {
            return false;
        }

        rest = match.Groups["rest"].Value;
        var digits = match.Groups["value"].ValueSpan;
        if (digits[0] == '/')
        {
            return true;
        }

        var value = double.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        hectopascals = value switch
        {
            >= 850 and < 1100 => value,
            >= 2500 and < 3250 => value / 100 * HectopascalsPerInch,
            >= 25 and < 32.5 => value * HectopascalsPerInch,
            _ => double.NaN,
        };
        return !double.IsNaN(hectopascals);
    }

    /// <summary>Whether a group is the mark of a pressure whose number stands in the next one.</summary>
    public static bool IsMark(string group) => group is "Q" or "A" or "QNH" or "ALSTG";

    /// <summary>Whether a group was probably meant to be pressure.</summary>
    public static bool Resembles(string group) => Alike.IsMatch(group);

    /// <summary>
    /// Pressure at sea level in hPa from its tens, ones and tenths, as SLP gives them: the century is the one nearest to the altimeter
    /// setting.
    /// </summary>
    /// <param name="tenths">The three digits as a number, 0 to 999.</param>
    /// <param name="altimeter">The altimeter setting of the same report in hPa; where it is missing (NaN), the pressure lies between 950
    /// and 1050 hPa.</param>
    public static double AtSeaLevel(int tenths, double altimeter)
    {
        var value = tenths / 10.0;
        return double.IsNaN(altimeter)
            ? (value < 50 ? 1000 : 900) + value
            : (100 * Math.Round((altimeter - value) / 100, MidpointRounding.AwayFromZero)) + value;
    }
}
