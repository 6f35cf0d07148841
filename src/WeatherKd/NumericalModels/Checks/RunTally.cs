using System.Runtime.InteropServices;
using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>Counts, run by run, the values of a file and those that are flagged.</summary>
internal sealed class RunTally(VariableTable variables)
{
    private readonly SortedDictionary<DateTimeOffset, Counted> _runs = [];

    /// <summary>Counts a batch whose flags are final.</summary>
    public void Add(Rows batch)
    {
        Counted? run = null;
        for (var row = 0; row < batch.Count; row++)
        {
            if (run is null || batch.Times[row] != batch.Times[row - 1])
            {
                run = Of(batch.Times[row]);
            }

            run.Rows++;
        }

        foreach (var (name, values) in batch.Values)
        {
            var flags = batch.Flags.GetValueOrDefault(name);
            run = null;
            for (var row = 0; row < values.Length; row++)
            {
                if (run is null || batch.Times[row] != batch.Times[row - 1])
                {
                    run = Of(batch.Times[row]);
                    CollectionsMarshal.GetValueRefOrAddDefault(run.Values, name, out _) += 0;
                }

                if (!double.IsNaN(values[row]))
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(run.Values, name, out _)++;
                    if (flags?[row] is { } test)
                    {
                        CollectionsMarshal.GetValueRefOrAddDefault(run.Flagged, (name, test), out _)++;
                    }
                }
            }
        }
    }

    /// <summary>What was counted.</summary>
    /// <param name="isExpected">Whether a run of this model should have a variable: one without a value counts as empty then.</param>
    public IReadOnlyList<RunFindings> Findings(Func<string, bool> isExpected) =>
        [.. _runs.Select(r => Findings(r.Key, r.Value, isExpected))];

    private RunFindings Findings(DateTimeOffset start, Counted run, Func<string, bool> isExpected)
    {
        // A run without any value is empty whatever was expected of it.
        var allEmpty = run.Values.Values.All(count => count == 0);
        string[] order = [.. variables.InOrder(run.Values.Keys), .. IntervalColumn.NamesAmong(run.Values.Keys, variables)];
        var empty = order.Where(name => run.Values[name] == 0 && (allEmpty || isExpected(name))).ToList();
        var flagged = order
            .SelectMany(name => run.Flagged.Where(f => f.Key.Variable == name).OrderBy(f => f.Key.Test, StringComparer.Ordinal))
            .Select(f => new FlaggedCount(f.Key.Variable, f.Key.Test, f.Value))
            .Concat(empty.Select(name => new FlaggedCount(name, TeacherTests.Empty, run.Rows)));
        return new RunFindings(start, run.Values.Values.Sum() + (empty.Count * run.Rows), [.. flagged]);
    }

    private Counted Of(DateTimeOffset run)
    {
        if (!_runs.TryGetValue(run, out var counted))
        {
            _runs.Add(run, counted = new Counted());
        }

        return counted;
    }

    private sealed class Counted
    {
        public long Rows { get; set; }

        public Dictionary<string, long> Values { get; } = new(StringComparer.Ordinal);

        public Dictionary<(string Variable, string Test), long> Flagged { get; } = [];
    }
}
