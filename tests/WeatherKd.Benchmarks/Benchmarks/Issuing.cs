using System.Diagnostics;
using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Students;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Issuing forecasts beside the bare ONNX Runtime call, and the recent snapshot of 10,000 stations: time to change, to read and to forecast
/// from, and its memory.
/// </summary>
internal static class Issuing
{
    private const int Many = 10_000;
    private const int Few = 300;

    public static int Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<int> RunAsync()
    {
        Console.WriteLine("| what | figure |");
        Console.WriteLine("| --- | --- |");
        await OneByOneAsync();
        await ManyAsync();
        return 0;
    }

    private static async Task OneByOneAsync()
    {
        await using var scene = await ServingScene.StartAsync();
        var onnx = await scene.PromoteAsync(Few);
        await scene.ObserveAsync(Few);
        await scene.ModelAsync(Few, runs: 4);
        await scene.Forecasts.GetAsync(ServingScene.Station(0), CancellationToken.None);

        using var session = StudentSession.Load(onnx, Convert.ToHexStringLower(SHA256.HashData(onnx)));
        var window = new WindowBlock(session.Lineage, 1);
        var bare = new List<double>();
        var issued = new List<double>();

        // In turns, so that whatever else the machine does falls on both.
        for (var i = 1; i < Few; i++)
        {
            bare.Add(Milliseconds(() => session.Run(1, window.Observations, window.Teacher, [1], [0])));
            var started = Stopwatch.GetTimestamp();
            await scene.Forecasts.GetAsync(ServingScene.Station(i), CancellationToken.None);
            issued.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Row("ONNX Runtime alone, one forecast, median", $"{Median(bare):F2} ms");
        Row("issuing one forecast, median", $"{Median(issued):F2} ms");
        Row("of which beside ONNX Runtime (target ≤ 1 ms)", $"{Median(issued) - Median(bare):F2} ms");
    }

    private static async Task ManyAsync()
    {
        await using var scene = await ServingScene.StartAsync();
        await scene.PromoteAsync(Many);
        Row($"{Many} stations × 72 h × 6 variables into the snapshot", $"{await SecondsAsync(() => scene.ObserveAsync(Many)):F1} s");
        Row(
            $"4 runs × 37 h × 3 variables at {Many} stations into the snapshot",
            $"{await SecondsAsync(() => scene.ModelAsync(Many, runs: 4)):F1} s");

        Row("reading the snapshot at start", $"{await SecondsAsync(() => scene.Recent.ViewAsync(CancellationToken.None)):F1} s");
        Row("memory of the snapshot, runs included (target ≤ 100 MB for the observations)", $"{await MegabytesAsync(scene):F0} MB");
        Row(
            $"forecasts of {Many} stations in one go (target ≤ 10 s)",
            $"{await SecondsAsync(() => scene.Forecasts.IssueAllAsync(CancellationToken.None)):F1} s");

        var hour = ServingScene.Newest.AddHours(1);
        Row("one more hour at one station into the snapshot", $"{await SecondsAsync(() => scene.ObserveOneAsync(7, hour)):F2} s");
        var seen = Stopwatch.StartNew();
        while ((await scene.Forecasts.GetAsync(ServingScene.Station(7), CancellationToken.None)).LastObservation != hour)
        {
            await Task.Delay(20);
        }

        Row("until its forecast follows from it (target ≤ 2 s)", $"{seen.Elapsed.TotalSeconds:F2} s");
    }

    /// <summary>Memory of a second copy: what reading the first left behind in pools is not counted.</summary>
    private static async Task<double> MegabytesAsync(ServingScene scene)
    {
        var copy = scene.NewRecentStore();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await copy.ViewAsync(CancellationToken.None);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(copy);
        return (after - before) / 1e6;
    }

    private static void Row(string what, string figure) => Console.WriteLine($"| {what} | {figure} |");

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static double Milliseconds(Func<object> work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
