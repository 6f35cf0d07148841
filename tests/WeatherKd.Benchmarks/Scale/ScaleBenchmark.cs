using System.Text.Json;
using ScottPlot;
using WeatherKd.Benchmarks.Benchmarks;

namespace WeatherKd.Benchmarks.Scale;

/// <summary>
/// What a day costs: 6,000 stations, hourly observations, a model run on LDAPS's grid each six hours; and whether the cost of a station
/// stays the same from 100 to 10,000 of them. Each cycle runs in a process of its own, so that its memory is its own, and with the limit
/// that the runtime sets itself in a container of 2 GiB. Writes <c>scale.svg</c> beside the table.
/// </summary>
internal static class ScaleBenchmark
{
    private const int Stations = 6000;
    private const int ShortHours = 6;

    /// <summary>Three quarters of 2 GiB.</summary>
    private const long HeapLimit = 1536L << 20;
    private static readonly int[] Sizes = [100, 1000, 3000, 10_000];

    /// <summary>Runs the benchmark.</summary>
    /// <param name="parts"><c>day</c>, <c>stations</c>, or nothing for both.</param>
    public static async Task<int> RunAsync(string[] parts)
    {
        var folder = Directory.CreateTempSubdirectory("weatherkd-scale-").FullName;
        try
        {
            await File.WriteAllBytesAsync(
                Path.Combine(folder, DayCycle.StudentName),
                await ServingScene.WriteStudentAsync(stations: 20, seed: 7));
            var grid = new GridRun();
            foreach (var run in DayCycle.Runs(24))
            {
                grid.Write(Path.Combine(folder, DayCycle.FileOf(run)), run);
            }

            Console.WriteLine(
                $"{GridRun.Fields} fields a run, "
                + $"{new FileInfo(Path.Combine(folder, DayCycle.FileOf(DayCycle.Runs(1).First()))).Length / 1e6:F0} MB; "
                + $"{Environment.ProcessorCount} processors, .NET {Environment.Version}");
            if (parts.Length == 0 || parts.Contains("day"))
            {
                PrintDay(await RunCycleAsync(Stations, 24, folder));
            }

            if (parts.Length == 0 || parts.Contains("stations"))
            {
                var results = new List<DayResult>();
                foreach (var size in Sizes)
                {
                    results.Add(await RunCycleAsync(size, ShortHours, folder));
                }

                PrintSizes(results);
                Plot(results, "scale.svg");
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<DayResult> RunCycleAsync(int stations, int hours, string folder)
    {
        var start = ThisProgram.Within(HeapLimit, DayCycle.Command, $"{stations}", $"{hours}", folder);
        return JsonSerializer.Deserialize<DayResult>(await ThisProgram.OutputAsync(start))!;
    }

    private static void PrintDay(DayResult day)
    {
        Console.WriteLine();
        Console.WriteLine($"| one day of {day.Stations} stations | times | wall clock, s | processor, s |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var stage in day.Stages)
        {
            Console.WriteLine($"| {stage.Stage} | {stage.Times} | {stage.Wall:F1} | {stage.Processor:F1} |");
        }

        Console.WriteLine($"| all of it, uploads included (target ≤ 600 s) | | {day.Wall:F1} | {day.Stages.Sum(s => s.Processor):F1} |");
        Console.WriteLine($"| largest resident memory (target ≤ 2048 MiB) | | {day.PeakBytes / 1048576.0:F0} MiB | |");
    }

    private static void PrintSizes(IReadOnlyList<DayResult> results)
    {
        var stages = results[0].Stages.Select(s => s.Stage).ToList();
        Console.WriteLine();
        Console.WriteLine($"Processor time of {ShortHours} hours a station, ms:");
        Console.WriteLine();
        Console.WriteLine($"| stations | {string.Join(" | ", stages)} | all | all but what a run costs without stations | memory, MiB |");
        Console.WriteLine($"| --- |{string.Concat(stages.Select(_ => " --- |"))} --- | --- | --- |");
        foreach (var result in results)
        {
            Console.WriteLine(
                $"| {result.Stations} | {string.Join(" | ", stages.Select(s => $"{PerStation(result, s):F2}"))} | {PerStation(result):F2} "
                + $"| {PerStation(result) - (FixedCost(results) * 1000 / result.Stations):F2} | {result.PeakBytes / 1048576.0:F0} |");
        }

        Console.WriteLine();
        Console.WriteLine(
            $"A run costs {FixedCost(results):F1} s whatever the number of stations: its fields are decoded whole. (The straight line "
            + $"through the smallest and the largest size.)");
    }

    /// <summary>
    /// Processor time of the model runs at no station, by the straight line through the smallest and the largest size, s.
    /// </summary>
    private static double FixedCost(IReadOnlyList<DayResult> results)
    {
        var (few, many) = (results[0], results[^1]);
        var (a, b) = (Processor(few, DayCycle.Modelling), Processor(many, DayCycle.Modelling));
        return a - ((b - a) / (many.Stations - few.Stations) * few.Stations);
    }

    private static void Plot(IReadOnlyList<DayResult> results, string path)
    {
        using var plot = new Plot();
        var sizes = results.Select(r => Math.Log10(r.Stations)).ToArray();
        foreach (var stage in results[0].Stages.Select(s => s.Stage))
        {
            var line = plot.Add.Scatter(sizes, results.Select(r => Math.Log10(PerStation(r, stage))).ToArray());
            line.LegendText = stage;
        }

        static string Power(double x) => $"{Math.Pow(10, x):0.##}";
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(sizes, [.. results.Select(r => $"{r.Stations}")]);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = Power };
        plot.Title($"Processor time of {ShortHours} hours a station");
        plot.XLabel("stations");
        plot.YLabel("ms");
        plot.ShowLegend(ScottPlot.Alignment.UpperRight);
        plot.SaveSvg(path, 800, 480);
        Console.WriteLine($"Drawn in {path}.");
    }

    private static double PerStation(DayResult result) => result.Stages.Sum(s => s.Processor) * 1000 / result.Stations;

    private static double PerStation(DayResult result, string stage) => Processor(result, stage) * 1000 / result.Stations;

    private static double Processor(DayResult result, string stage) => result.Stages.First(s => s.Stage == stage).Processor;
}
