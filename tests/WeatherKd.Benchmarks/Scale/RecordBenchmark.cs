using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ScottPlot;
using WeatherKd.Local.Storage;
using WeatherKd.Storage;

namespace WeatherKd.Benchmarks.Scale;

/// <summary>
/// All steps of a retraining but the epochs over a year of record at some numbers of stations, each in a process of its own within the
/// limit that the runtime sets itself in a container of 1 GiB: from nothing, and again after one more day. Writes <c>scale-record.svg</c>
/// beside the table.
/// </summary>
internal static class RecordBenchmark
{
    private const int Days = 365;

    /// <summary>Three quarters of 1 GiB.</summary>
    private const long HeapLimit = 768L << 20;

    private static readonly int[] Sizes = [300, 1000, 3000];
    private static readonly string[] Steps =
    [
        RecordStep.Plan,
        RecordStep.Shards,
        RecordStep.Describe,
        RecordStep.Scaling,
        RecordStep.Verify
    ];

    /// <summary>Runs the benchmark.</summary>
    /// <param name="arguments">Numbers of stations; nothing for 300, 1,000 and 3,000. <c>all</c> keeps every window.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var most = arguments.Contains("all", StringComparer.Ordinal) ? "100000000" : "1000000";
        int[] sizes = [.. arguments.Where(a => a != "all").Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
        Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}, load {Load()}, at most {most} windows");
        Console.WriteLine();
        Console.WriteLine(
            "| stations | record | step | s | processor, s | largest resident memory, MiB | parts written | parts kept | training windows "
            + "|");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        var all = new List<(int Stations, RecordStepResult Step)>();
        foreach (var stations in sizes is [] ? Sizes : sizes)
        {
            all.AddRange((await RunAsync(stations, most)).Select(step => (stations, step)));
        }

        Plot(all, "scale-record.svg");
        return 0;
    }

    /// <summary>Steps of the record from nothing, as stations grow.</summary>
    private static void Plot(List<(int Stations, RecordStepResult Step)> all, string path)
    {
        using var plot = new Plot();
        var sizes = all.Select(a => a.Stations).Distinct().Order().ToArray();
        foreach (var step in Steps)
        {
            var of = all.Where(a => a.Step.Step == step).OrderBy(a => a.Stations).ToList();
            var line = plot.Add.Scatter(
                of.Select(a => Math.Log10(a.Stations)).ToArray(),
                of.Select(a => Math.Log10(a.Step.Processor)).ToArray());
            line.LegendText = step;
        }

        static string Power(double x) => $"{Math.Pow(10, x):0.##}";
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. sizes.Select(s => Math.Log10(s))],
            [.. sizes.Select(s => $"{s}")]);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = Power };
        plot.Title("A retraining without its epochs, a year of record from nothing");
        plot.XLabel("stations");
        plot.YLabel("processor time, s");
        plot.ShowLegend(ScottPlot.Alignment.UpperLeft);
        plot.SaveSvg(path, 800, 480);
        Console.WriteLine($"Drawn in {path}.");
    }

    private static async Task<IReadOnlyList<RecordStepResult>> RunAsync(int stations, string most)
    {
        var folder = Directory.CreateTempSubdirectory("weatherkd-record-").FullName;
        try
        {
            await using var azurite = await Azurite.StartAsync(folder, Console.Error.WriteLine, CancellationToken.None);
            var storage = new WeatherStorage(new StorageConnection { ConnectionString = azurite.ConnectionString }.Connect());
            await storage.CreateContainersAsync(CancellationToken.None);
            var year = new StoredYear(storage, stations);
            var started = Stopwatch.GetTimestamp();
            await year.AddAsync(0, Days);
            Console.Error.WriteLine($"{stations} stations: stored in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
            var fromNothing = await RunStepsAsync(stations, "a year, from nothing", azurite.ConnectionString, most);
            await year.AddAsync(Days, 1);
            await RunStepsAsync(stations, "one more day", azurite.ConnectionString, most);
            return fromNothing;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<RecordStepResult>> RunStepsAsync(int stations, string record, string connection, string most)
    {
        var results = new List<RecordStepResult>();
        var dataset = "-";
        var (seconds, processor, peak) = (0.0, 0.0, 0L);
        foreach (var step in Steps)
        {
            var result = await RunStepAsync([RecordStep.Command, step, connection, dataset, most]);
            results.Add(result);
            dataset = step == RecordStep.Plan ? result.Dataset : dataset;
            (seconds, processor, peak) = (seconds + result.Seconds, processor + result.Processor, Math.Max(peak, result.PeakBytes));
            var parts = step == RecordStep.Shards ? $"{result.Written} | {result.Kept}" : " | ";
            Console.WriteLine(
                $"| {stations} | {record} | {step}{(step == RecordStep.Shards ? $" ({result.Shards})" : "")} | {result.Seconds:F1} | "
                + $"{result.Processor:F1} | {result.PeakBytes / 1048576.0:F0} | {parts} | {(result.Windows > 0 ? result.Windows : "")} |");
        }

        Console.WriteLine($"| {stations} | {record} | all | {seconds:F1} | {processor:F1} | {peak / 1048576.0:F0} | | | |");
        return results;
    }

    private static async Task<RecordStepResult> RunStepAsync(string[] arguments)
    {
        var start = ThisProgram.Within(HeapLimit, arguments);
        return JsonSerializer.Deserialize<RecordStepResult>(await ThisProgram.OutputAsync(start))!;
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
