using System.Text.RegularExpressions;

namespace WeatherKd.Observations;

/// <summary>Compares words as people mistype them.</summary>
internal static class Spelling
{
    /// <summary>Matches a group, and where that fails, the group with zeros for its letters O.</summary>
    public static Match MatchWithZeros(Regex form, string group) =>
        form.Match(group) is { Success: true } match ? match : form.Match(group.Replace('O', '0'));

    /// <summary>Whether a word is another, or has one letter of it changed, left out, added, or swapped with its neighbour.</summary>
    public static bool DiffersByOneAtMost(ReadOnlySpan<char> given, ReadOnlySpan<char> word)
    {
        var same = given.CommonPrefixLength(word);
        var rest = given[same..];
        var wanted = word[same..];
        return (rest.Length - wanted.Length) switch
        {
            0 => rest.IsEmpty
                || rest[1..].SequenceEqual(wanted[1..])
                || (rest.Length > 1 && rest[0] == wanted[1] && rest[1] == wanted[0] && rest[2..].SequenceEqual(wanted[2..])),
            1 => rest[1..].SequenceEqual(wanted),
            -1 => rest.SequenceEqual(wanted[1..]),
            _ => false,
        };
    }
}
