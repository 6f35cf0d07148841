using System.Globalization;
using System.Text.RegularExpressions;

namespace WeatherKd.Observations;

/// <summary>
/// The wind group of a METAR, dddffGffKT (WMO No. 306, FM 15, 15.5), and what is sent in its place: with a unit mistyped by one letter, a
/// letter O for a zero, direction or speed missing,
/// a stroke between them, the visibility attached.
/// </summary>
/// <param name="Direction">Degrees; NaN where it is variable, calm or missing.</param>
/// <param name="Speed">m/s; NaN where it is missing.</param>
/// <param name="Gust">
/// m/s; NaN where none is reported, which is so unless gusts exceed the speed by 10 kn: how strong they were is then not known.
/// </param>
internal readonly record struct MetarWind(double Direction, double Speed, double Gust)
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;
    private const double MetresPerSecondPerKnot = 1852.0 / 3600;

    private static readonly Regex Group = new(
        @"^(?<direction>\d{3}|VRB|///)/?P?(?<speed>\d{2,3}|//)(GP?(?<gust>\d{2,3}|//))?(?<unit>[A-Z]{1,4})(?<visibility>\d{4})?$", Options);

    private static readonly Regex Alike = new(
        @"^((\d{3}|VRB|///)[\dOGPV/]{2,8}[A-Z]{0,4}|[\dOVRBGP/]{2,10}(KT|MPS|KMH|KPH|MPH))$",
        Options);

    /// <summary>Reads a group; false where it is no wind.</summary>
    public static bool TryRead(string group, out MetarWind wind)
    {
        wind = default;
        if (Spelling.MatchWithZeros(Group, group) is not { Success: true } match
            || MetresPerSecond(match.Groups["unit"].ValueSpan) is not { } unit)
        {
            return false;
        }

        var speed = Number(match.Groups["speed"].ValueSpan) * unit;
        wind = new(
            speed == 0 ? double.NaN : Number(match.Groups["direction"].ValueSpan),
            speed,
            Number(match.Groups["gust"].ValueSpan) * unit);
        return true;
    }

    /// <summary>
    /// Reads a group with a blank inside: <c>24006 KT</c>, <c>VRB 03KT</c>. Four characters before the blank are a visibility.
    /// </summary>
    public static bool TryReadSplit(string first, string second, out MetarWind wind)
    {
        wind = default;
        return first.Length != 4 && !TryRead(second, out _) && TryRead(first + second, out wind);
    }

    /// <summary>Whether a group was probably meant to be wind.</summary>
    public static bool Resembles(string group) => group.AsSpan().ContainsAnyInRange('0', '9') && Alike.IsMatch(group);

    private static double Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    /// <summary>Null where the unit is none, or may be either of two.</summary>
    private static double? MetresPerSecond(ReadOnlySpan<char> unit) => unit switch
    {
        "KT" => MetresPerSecondPerKnot,
        "MPS" => 1,
        "KMH" or "KPH" => 1 / 3.6,
        ['K', ..] when Spelling.DiffersByOneAtMost(unit, "KT")
            && !Spelling.DiffersByOneAtMost(unit, "KMH")
            && !Spelling.DiffersByOneAtMost(unit, "KPH") =>
            MetresPerSecondPerKnot,
        ['M', ..] when Spelling.DiffersByOneAtMost(unit, "MPS") && !Spelling.DiffersByOneAtMost(unit, "MPH") => 1,
        _ => null,
    };
}
