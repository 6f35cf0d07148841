using System.Text.RegularExpressions;

namespace WeatherKd.Observations;

/// <summary>
/// Where a METAR stops telling what is and begins to tell what will be: the trend forecast (WMO No. 306, FM 15, 15.14) and what some
/// states send in its place
/// (INTER and FMhhmm of Australia, PROBnn).
/// </summary>
internal static class MetarTrend
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    /// <summary>
    /// FMhhmm, TLhhmm, AThhmm and periods such as 1130/1300; the marks alone, with their time in a group of its own, too.
    /// </summary>
    private static readonly Regex Time = new(@"^((FM|TL|AT)(\d{4,6}Z?)?|\d{4}/\d{4})$", Options);

    /// <summary>
    /// What may follow the altimeter setting and is observed: recent weather, wind shear, sea, runways, colour states, a second pressure.
    /// </summary>
    private static readonly Regex ObservedAfterPressure = new(
        @"^(RE[A-Z/]{2,}|WS|ALL|RWY\w*|R\d\d[LCR]?[/\w]*|W(M?\d\d|//)/[SH].*|(BLACK)?(BLU|WHT|GRN|YLO|AMB|RED)\w*|BLACK|[\d/]{6,}|(QNH|QFE|Q|A)[\d./]+\w*|INS|HPA)$",
        Options);

    private static readonly string[] Words = ["NOSIG", "BECMG", "TEMPO", "INTER", "GRADU", "RAPID", "FCST", "PROB"];

    /// <summary>
    /// Whether a group is the first of a trend: one of its words, perhaps with one letter wrong, missing, doubled or swapped.
    /// </summary>
    public static bool Begins(string group) => Time.IsMatch(group) || Array.Exists(Words, word => IsMisspelt(group, word));

    /// <summary>Whether a group after the altimeter setting is still an observation.</summary>
    public static bool IsObservedAfterPressure(string group) => ObservedAfterPressure.IsMatch(group);

    private static bool IsMisspelt(string group, string word)
    {
        var letters = word == "PROB"
            ? group.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
            : group.Replace('0', 'O').Replace('1', 'I');
        return letters.Length >= 4 && Spelling.DiffersByOneAtMost(letters, word);
    }
}
