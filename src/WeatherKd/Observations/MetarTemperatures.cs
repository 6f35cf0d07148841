using System.Globalization;
using System.Text.RegularExpressions;

namespace WeatherKd.Observations;

/// <summary>
/// Temperature and dew point of a METAR, as the group <c>M03/M12</c> or, in tenths, the remark <c>T10281150</c>; either of the two may be
/// missing (<c>32/M</c>, <c>26/XX</c>, <c>26///</c>, <c>T0322////</c>).
/// </summary>
/// <param name="Temperature">°C; NaN where it is missing.</param>
/// <param name="DewPoint">°C; NaN where it is missing.</param>
internal readonly record struct MetarTemperatures(double Temperature, double DewPoint)
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;
    private static readonly Regex Group = new(@"^(?<t>[M+-]?\d{1,2}(\.\d)?|//|XX|MM?)/(?<d>[M+-]?\d{1,2}(\.\d)?|//?|XX|MM?)?$", Options);
    private static readonly Regex Tenths = new(@"^T(?<t>[01]\d{3}|////)(?<d>[01]\d{3}|////)?$", Options);
    private static readonly Regex Torn = new(@"^M?\d{1,2}/M$", Options);
    private static readonly Regex Number = new(@"^M?\d\d$", Options);
    private static readonly Regex Alike = new(@"^[MXO\d+.-]*\d[MXO\d+.-]*/[MXO\d/+.-]*$", Options);

    /// <summary>
    /// The groups of a report with <c>M 05/M 10</c> as one: read apart, 5 °C would be above zero; likewise <c>10 / 05</c>, <c>10/ 05</c>
    /// and <c>10 /05</c>.
    /// </summary>
    public static IReadOnlyList<string> Joined(IReadOnlyList<string> groups)
    {
        for (var i = 1; i < groups.Count; i++)
        {
            if (i + 1 < groups.Count && groups[i] == "/" && Number.IsMatch(groups[i - 1]) && Number.IsMatch(groups[i + 1]))
            {
                return [.. groups.Take(i - 1), $"{groups[i - 1]}/{groups[i + 1]}", .. groups.Skip(i + 2)];
            }

            var (first, second) = (groups[i - 1], groups[i]);
            if ((first.EndsWith('/') && Number.IsMatch(first[..^1]) && Number.IsMatch(second))
                || (second.StartsWith('/') && Number.IsMatch(first) && Number.IsMatch(second[1..])))
            {
                return [.. groups.Take(i - 1), first + second, .. groups.Skip(i + 1)];
            }

            if (Torn.IsMatch(groups[i - 1]) && groups[i].Length == 2 && groups[i].All(char.IsAsciiDigit))
            {
                var sign = i > 1 && groups[i - 2] == "M" && char.IsAsciiDigit(groups[i - 1][0]) ? 1 : 0;
                string joined = string.Concat(sign == 1 ? "M" : string.Empty, groups[i - 1], groups[i]);
                return [.. groups.Take(i - 1 - sign), joined, .. groups.Skip(i + 1)];
            }
        }

        return groups;
    }

    /// <summary>Reads a group of the body; false where it is no temperature.</summary>
    public static bool TryRead(string group, out MetarTemperatures read)
    {
        if (Spelling.MatchWithZeros(Group, group) is not { Success: true } match)
        {
            read = default;
            return false;
        }

        read = new(Whole(match.Groups["t"].ValueSpan), Whole(match.Groups["d"].ValueSpan));
        return true;
    }

    /// <summary>Reads a remark; false where it is no temperature in tenths.</summary>
    public static bool TryReadRemark(string group, out MetarTemperatures read)
    {
        var match = Tenths.Match(group);
        read = match.Success ? new(OfTenths(match.Groups["t"].ValueSpan), OfTenths(match.Groups["d"].ValueSpan)) : default;
        return match.Success;
    }

    /// <summary>Whether a group was probably meant to be temperature and dew point.</summary>
    public static bool Resembles(string group) => group.Length <= 8 && Alike.IsMatch(group);

    private static double Whole(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyInRange('0', '9'))
        {
            return double.NaN;
        }

        var value = double.Parse(text.TrimStart("M+-"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return text[0] is 'M' or '-' ? -value : value;
    }

    private static double OfTenths(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] == '/')
        {
            return double.NaN;
        }

        var value = int.Parse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture) / 10.0;
        return text[0] == '1' ? -value : value;
    }
}
