using System.Globalization;
using System.Text.Json;
using WeatherKd.NumericalModels;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.NumericalModels.Checks;

/// <summary>
/// The checks on real models, run after run as they came: how much of what is right they flag, and which faults, put into a run one at a
/// time, raise an alarm (1 % of the run's values). Its output is the table in <c>docs/teacher-checks.md</c>.
/// </summary>
public sealed class RealTeacherChecksTests(ITestOutputHelper output)
{
    /// <summary>Environment variable with the runs from one faulty run to the next: 16 for the table in the documents.</summary>
    private const string FaultEvery = "WEATHERKD_FAULT_EVERY";

    /// <summary>Runs before the first fault.</summary>
    private const int FirstFault = 26;

    /// <summary>A shift of which the leads tell nothing: harder than a wrong start, and counted by itself.</summary>
    private const string WithoutLeads = "values moved within their leads";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kma_seosan", 16)] // one run a day and station, hardly overlapping: see the table
    [InlineData("aic_beijing", 16)]
    [InlineData("hwcup2021b", 96)] // many stations: a run of its faults takes seconds
    public async Task FewRightValuesAreFlaggedAndMostFaultsAreFound(string set, int usually)
    {
        const double LeastCaught = 0.95;
        const double MostFlagged = 0.001;
        var every = int.Parse(Environment.GetEnvironmentVariable(FaultEvery) ?? $"{usually}", CultureInfo.InvariantCulture);
        var runs = await RunsAsync(RealDataFolder.Require(set, "forecasts.csv.gz"));
        var history = new ModelHistory();
        var values = new Dictionary<string, (long All, Dictionary<string, long> Flagged)>(StringComparer.Ordinal);
        var faults = new SortedDictionary<string, (int Caught, int Tried)>(StringComparer.Ordinal);
        for (var i = 0; i < runs.Count; i++)
        {
            if (i >= FirstFault && i % every == 0)
            {
                TryFaults(runs[i], JsonSerializer.Serialize(history, WeatherJson.Compact), faults);
            }

            Count(runs[i], Check(runs[i], history), values);
        }

        output.WriteLine($"{set}: {runs.Count} runs");
        foreach (var (variable, (all, flagged)) in values)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{variable}: {flagged.Values.Sum()} of {all} flagged, {100.0 * flagged.Values.Sum() / all:F3} % "
                + $"{string.Join(", ", flagged)}"));
        }

        foreach (var (fault, (caught, tried)) in faults)
        {
            output.WriteLine($"{fault}: {caught} of {tried}");
        }

        var counted = faults.Where(f => !f.Key.StartsWith(WithoutLeads, StringComparison.Ordinal)).Select(f => f.Value).ToList();
        var share = (double)counted.Sum(f => f.Caught) / counted.Sum(f => f.Tried);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all faults: {share:P1}"));
        Assert.All(values, v => Assert.True(v.Value.Flagged.Values.Sum() <= MostFlagged * v.Value.All, v.Key));
        Assert.True(share >= LeastCaught, $"{share:P1} of the faults raised an alarm; {LeastCaught:P0} expected.");
    }

    private static async Task<List<Rows>> RunsAsync(string path)
    {
        var rows = new List<(Rows Batch, int Row)>();
        await foreach (var batch in new StationCsvForecasts(VariableTable.Default).ReadAsync(
            new InputFile(path, path),
            [],
            _ => { },
            Cancel))
        {
            rows.AddRange(Enumerable.Range(0, batch.Count).Select(row => (batch, row)));
        }

        return [.. rows.GroupBy(r => r.Batch.Times[r.Row]).OrderBy(g => g.Key).Select(g => new Rows(
            [.. g.Select(r => r.Batch.StationIds[r.Row])],
            [.. g.Select(r => g.Key)],
            [.. g.Select(r => r.Batch.LeadHours[r.Row])],
            rows[0].Batch.Values.Keys.ToDictionary(name => name, name => g.Select(r => r.Batch.Values[name][r.Row]).ToArray())))];
    }

    private static TeacherCheckReport Check(Rows run, ModelHistory history)
    {
        var session = new TeacherChecks(VariableTable.Default, new TeacherCheckOptions()).Begin(
            [],
            TimeProvider.System.GetUtcNow(),
            history);
        session.Check(run);
        return session.Report();
    }

    private void Count(Rows run, TeacherCheckReport report, Dictionary<string, (long All, Dictionary<string, long> Flagged)> values)
    {
        foreach (var (name, column) in run.Values)
        {
            var known = values.TryGetValue(name, out var before)
                ? before
                : (All: 0L, Flagged: new Dictionary<string, long>(StringComparer.Ordinal));
            values[name] = (known.All + column.Count(v => !double.IsNaN(v)), known.Flagged);
        }

        foreach (var f in report.Runs[0].Flagged)
        {
            var flagged = values[f.Variable].Flagged;
            flagged[f.Test] = flagged.GetValueOrDefault(f.Test) + f.Count;
        }

        if (report.Reasons.Count > 0 || report.FlaggedValues > 0)
        {
            output.WriteLine($"flagged: {report.Summary()}");
        }
    }

    private static void TryFaults(Rows run, string history, SortedDictionary<string, (int Caught, int Tried)> faults)
    {
        foreach (var (name, faulty) in Faults(run))
        {
            var report = Check(faulty, JsonSerializer.Deserialize<ModelHistory>(history, WeatherJson.Compact)!);
            var (caught, tried) = faults.GetValueOrDefault(name);
            faults[name] = (caught + (report.Runs[0].Share > 0.01 ? 1 : 0), tried + 1);
        }
    }

    private static IEnumerable<(string Name, Rows Run)> Faults(Rows run)
    {
        yield return ("all missing", Changed(run, run.Values.Keys, _ => double.NaN));
        yield return ("+20 K", Changed(run, ["temperature_2m"], t => t + 20));
        yield return ("°C for K", Changed(run, ["temperature_2m"], t => t - 273.15));
        foreach (var hours in (int[])[-12, -6, 6, 12])
        {
            var shifted = run with { LeadHours = Array.ConvertAll(run.LeadHours, lead => lead + hours) };
            yield return ($"shifted by {Math.Abs(hours)} h", shifted.Where(row => shifted.LeadHours[row] >= 0));
            yield return ($"{WithoutLeads} by {Math.Abs(hours)} h", Moved(run, hours));
        }

        var stations = run.StationIds.Distinct().Order(StringComparer.Ordinal).ToList();
        if (stations.Count > 1)
        {
            yield return ("stations exchanged", run with
            {
                StationIds = Array.ConvertAll(run.StationIds, s => stations[(stations.IndexOf(s) + 1) % stations.Count]),
            });
        }

        if (run.Values.ContainsKey("wind_direction_10m"))
        {
            yield return ("components exchanged", Changed(run, ["wind_direction_10m"], d => (450 - d) % 360));
        }

        foreach (var name in run.Values.Keys.Where(n => n != "precipitation" && run.Values[n].Any(v => !double.IsNaN(v))))
        {
            var first = run.Values[name].First(v => !double.IsNaN(v));
            yield return ($"constant {name}", Changed(run, [name], v => double.IsNaN(v) ? v : first));
            if (name != "wind_direction_10m")
            {
                yield return ($"×10 {name}", Changed(run, [name], v => v * 10));
                yield return ($"÷100 {name}", Changed(run, [name], v => v / 100));
            }
        }
    }

    /// <summary>The values at the leads of others, which tells nothing by the leads; what comes from beyond the run is missing.</summary>
    private static Rows Moved(Rows run, int hours)
    {
        var rows = Enumerable.Range(0, run.Count).ToDictionary(row => (run.StationIds[row], run.LeadHours[row]));
        return run with
        {
            Values = run.Values.ToDictionary(v => v.Key, v => rows.Values
                .Select(row => rows.TryGetValue((run.StationIds[row], run.LeadHours[row] - hours), out var from)
                    ? v.Value[from]
                    : double.NaN)
                .ToArray()),
        };
    }

    private static Rows Changed(Rows run, IEnumerable<string> variables, Func<double, double> change) => run with
    {
        Values = run.Values.ToDictionary(v => v.Key, v => variables.Contains(v.Key) ? Array.ConvertAll(v.Value, x => change(x)) : v.Value),
    };
}
