using System.Runtime.InteropServices;
using WeatherKd.Series;

namespace WeatherKd.Observations.Quality;

/// <summary>Sets flags and keeps count of them, and of the worst cases.</summary>
internal sealed class QualityFindings(int worstCases)
{
    private readonly Dictionary<(string Variable, string Test), long> _counts = [];
    private readonly PriorityQueue<QualityCase, double> _worst = new();

    /// <summary>Rejects a value that no test has rejected before; for limit and excess see <see cref="QualityCase"/>.</summary>
    public void Reject(Rows batch, int row, string variable, string test, double limit, double excess)
    {
        batch.Reject(variable, row, test);
        Count(batch, row, variable, test, limit, excess);
    }

    /// <summary>Counts a value that arrived with its flag set.</summary>
    public void Count(Rows batch, int row, string variable, string test, double limit, double excess)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, (variable, test), out _)++;
        if (worstCases == 0 || (_worst.Count == worstCases && _worst.TryPeek(out _, out var least) && excess <= least))
        {
            return;
        }

        var found = new QualityCase(
            batch.StationIds[row],
            batch.ValidTime(row),
            variable,
            batch.Values[variable][row],
            test,
            limit,
            excess);
        if (_worst.Count < worstCases)
        {
            _worst.Enqueue(found, excess);
        }
        else
        {
            _worst.EnqueueDequeue(found, excess);
        }
    }

    public IReadOnlyList<QualityCount> Counts(IEnumerable<string> variables) =>
        [.. from variable in variables
            from test in QualityTests.All
            where _counts.ContainsKey((variable, test))
            select new QualityCount(variable, test, _counts[(variable, test)])];

    public IReadOnlyList<QualityCase> Worst() =>
        [.. _worst.UnorderedItems
            .Select(i => i.Element)
            .OrderByDescending(c => c.Excess)
            .ThenBy(c => c.StationId, StringComparer.Ordinal)
            .ThenBy(c => c.ValidTime)
            .ThenBy(c => c.Variable, StringComparer.Ordinal)];
}
