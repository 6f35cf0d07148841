namespace WeatherKd.Verification;

/// <summary>Sums of every system in every group of rows: leads, stations, hours or seasons. Not thread-safe.</summary>
/// <param name="systems">Number of systems; the first is the student.</param>
/// <param name="groups">Number of groups.</param>
internal sealed class ScoreTable(int systems, int groups)
{
    private readonly ScoreSums[] _sums = new ScoreSums[systems * groups];

    /// <summary>Adds a row to a group.</summary>
    public void Add(int group, float[] forecasts, float truth)
    {
        var row = _sums.AsSpan(group * systems, systems);
        for (var s = 0; s < row.Length; s++)
        {
            row[s].Add(forecasts[s], truth);
        }
    }

    /// <summary>Adds what the student's quantiles of the last row were worth.</summary>
    public void AddQuantiles(int group, double crps, bool covered) => _sums[group * systems].AddQuantiles(crps, covered);

    /// <summary>A system in a group.</summary>
    public Score Score(int group, int system) => _sums[(group * systems) + system].ToScore();

    /// <summary>One system in all groups that have rows.</summary>
    public IReadOnlyDictionary<string, Score> Of(int system, Func<int, string> nameOf) =>
        Enumerable.Range(0, groups)
            .Where(g => _sums[g * systems].Count > 0)
            .ToDictionary(nameOf, g => Score(g, system), StringComparer.Ordinal);

    /// <summary>The first systems, by name, in all groups that have enough rows.</summary>
    public IReadOnlyList<GroupScore> Groups(IReadOnlyList<string> names, Func<int, string> nameOf, int minimum) =>
    [
        .. Enumerable.Range(0, groups)
            .Where(g => _sums[g * systems].Count >= minimum)
            .Select(g => new GroupScore(
                nameOf(g),
                names.Select((name, s) => (name, s)).ToDictionary(p => p.name, p => Score(g, p.s), StringComparer.Ordinal))),
    ];
}
