using WeatherKd.Settings;

namespace WeatherKd.Api.Conventions;

/// <summary>Suggests names for one that does not exist.</summary>
internal static class NearMatches
{
    private const int Shown = 5;

    /// <summary>The ids that begin as the given one does, or are a few changes away from it; nearest first.</summary>
    /// <param name="given">What was written.</param>
    /// <param name="ids">What there is.</param>
    /// <param name="sameBeginning">Characters that count as the same beginning.</param>
    public static IReadOnlyList<string> Of(string given, IEnumerable<string> ids, int sameBeginning) =>
    [
        .. ids.Select(id => (Id: id, Changes: Distance(id, given)))
            .Where(n => n.Changes <= given.Length / 4
                || (given.Length >= sameBeginning && n.Id.StartsWith(given[..sameBeginning], StringComparison.Ordinal)))
            .OrderBy(n => n.Changes)
            .ThenBy(n => n.Id, StringComparer.Ordinal)
            .Take(Shown)
            .Select(n => n.Id),
    ];

    /// <inheritdoc cref="NearNames.Distance"/>
    public static int Distance(string a, string b) => NearNames.Distance(a, b);
}
