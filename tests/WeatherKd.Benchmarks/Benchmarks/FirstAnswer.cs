using System.Diagnostics;
using System.Globalization;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// From the start of a process to the whole body of its first answer, a forecast of one station, as stations in the snapshot grow. The
/// student is one of 20 stations in each case: what is measured is what the process reads of the weather.
/// </summary>
internal static class FirstAnswer
{
    private const double Limit = 1.5;
    private const int Tries = 5;

    /// <summary>Stations that are stored at once.</summary>
    private const int Together = 3000;

    private static readonly int[] Sizes = [300, 30_000];

    /// <summary>Measures.</summary>
    /// <param name="arguments">Numbers of stations; nothing for 300 and 30,000.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        int[] sizes = arguments is [] ? Sizes : [.. arguments.Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
        Console.WriteLine(
            $"| stations | first answer, s: shortest, median of {Tries} (target ≤ {Limit} s) | the list of all stations, s |");
        Console.WriteLine("| --- | --- | --- |");
        var worst = 0.0;
        foreach (var stations in sizes)
        {
            await using var scene = await ServingScene.StartAsync();
            await scene.PromoteAsync(stations);
            for (var first = 0; first < stations; first += Together)
            {
                await scene.ObserveAsync(Math.Min(Together, stations - first), first);
                await scene.ModelAsync(Math.Min(Together, stations - first), runs: 4, first);
            }

            var times = await TimesAsync(scene);
            var all = await TimeAsync(scene, "/api/v1/stations");
            worst = Math.Max(worst, times[0]);
            Console.WriteLine($"| {stations} | {times[0]:F2}, {times[Tries / 2]:F2} | {all:F2} |");
        }

        return worst <= Limit ? 0 : 1;
    }

    /// <summary>Seconds of several new processes, ascending: the machine does other things too.</summary>
    public static async Task<double[]> TimesAsync(ServingScene scene)
    {
        var times = new double[Tries];
        for (var i = 0; i < Tries; i++)
        {
            times[i] = await TimeAsync(scene, $"/api/v1/forecast?station={ServingScene.Station(i)}");
        }

        Array.Sort(times);
        return times;
    }

    private static async Task<double> TimeAsync(ServingScene scene, string path)
    {
        var cold = Stopwatch.StartNew();
        using var service = Process.Start(ThisProgram.With(ServingScene.Command, scene.StorageConnectionString))!;
        var address = await service.StandardOutput.ReadLineAsync();
        using var http = new HttpClient { BaseAddress = new Uri(address!) };
        await http.GetByteArrayAsync(path);
        var seconds = cold.Elapsed.TotalSeconds;
        service.Kill();
        await service.WaitForExitAsync();
        return seconds;
    }
}
