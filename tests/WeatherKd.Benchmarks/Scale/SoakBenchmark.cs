using System.Globalization;
using System.Text;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Benchmarks.Benchmarks;
using WeatherKd.Ingestion;
using WeatherKd.Recent;
using WeatherKd.Storage;

namespace WeatherKd.Benchmarks.Scale;

/// <summary>
/// A day of the service in some minutes, by a clock that is put forward: each five minutes the observations of a twelfth of 240 stations
/// arrive (now and then twice, or spoiled), each six hours a model run arrives and another student goes into service, requests come all the
/// time, and what timers do is done. Every second hour: objects after a full collection, resident memory, open handles, threads, files left
/// in the work folder. They must not grow.
/// </summary>
internal static class SoakBenchmark
{
    private const int Stations = 240;
    private const int TickMinutes = 5;
    private const int Requests = 40;

    /// <summary>
    /// Growth from the fourth hour to the last beyond which the benchmark fails: a tenth of the objects and of the memory, and a few
    /// handles and threads that come and go.
    /// </summary>
    private const double MemoryAllowed = 1.1;
    private const int HandlesAllowed = 12;

    private const string Model = "benchmark";
    private static readonly DateTimeOffset Start = new(2025, 3, 20, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Runs the soak.</summary>
    /// <param name="arguments">Hours; nothing for 24.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var hours = arguments is [var text, ..] ? int.Parse(text, CultureInfo.InvariantCulture) : 24;
        var clock = new AdjustableClock();
        clock.Advance(Start - clock.GetUtcNow());
        await using var scene = await ServingScene.StartAsync(clock);
        var network = new StationNetwork(Stations);
        var students = new List<byte[]>();
        for (var seed = 0; seed < 5; seed++)
        {
            students.Add(await ServingScene.WriteStudentAsync(stations: 20, seed));
        }

        await scene.PromoteAsync(network.Stations, students[^1]);
        await scene.Application.StartAsync();
        var services = scene.Application.Services;
        using var http = new HttpClient
        {
            BaseAddress = new Uri(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };
        var folder = Directory.CreateTempSubdirectory("weatherkd-soak-").FullName;
        try
        {
            var grid = new GridRun();
            await ObserveAsync(services, network, folder, Start.AddHours(-72), 72, "record.csv");
            Console.WriteLine(
                "| hour | objects, MB | resident, MB | handles | threads | files in the work folder | in quarantine | answers |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
            var readings = new List<SoakReading>();
            var answers = 0L;
            for (var tick = 0; tick < hours * 60 / TickMinutes; tick++)
            {
                var time = Start.AddMinutes(tick * TickMinutes);
                clock.Advance(time - clock.GetUtcNow());
                await TickAsync(scene, network, grid, students, folder, tick, time);
                answers += await RequestAsync(http, tick);
                if ((tick + 1) % (120 / TickMinutes) == 0)
                {
                    readings.Add(await ReadAsync(scene, (tick + 1) * TickMinutes / 60, answers));
                }
            }

            return Judge(readings);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task TickAsync(
        ServingScene scene,
        StationNetwork network,
        GridRun grid,
        List<byte[]> students,
        string folder,
        int tick,
        DateTimeOffset time)
    {
        var services = scene.Application.Services;
        var storage = services.GetRequiredService<WeatherStorage>();
        var (hour, part) = (time.AddMinutes(-time.Minute), time.Minute / TickMinutes);
        if (part == 0 && hour.Hour % 6 == 0)
        {
            var path = Path.Combine(folder, "run.grib2");
            grid.Write(path, hour);
            await services.GetRequiredService<ModelFileArrival>().HandleAsync(
                await UploadAsync(storage.NumericalModel, $"{Model}/{hour:yyyyMMddHH}.grib2", path), CancellationToken.None);
            await scene.PromoteAsync(students[hour.Hour / 6]);
        }

        await ObserveAsync(services, network.Part(part, 60 / TickMinutes), folder, hour, 1, $"{time:yyyyMMddHHmm}.csv");
        if (tick % 7 == 0)
        {
            await ObserveAsync(services, network.Part(part, 60 / TickMinutes), folder, hour, 1, $"{time:yyyyMMddHHmm}-again.csv");
        }

        if (tick % 5 == 0)
        {
            var spoiled = storage.Observations.GetBlobClient($"spoiled-{time:yyyyMMddHHmm}.csv");
            await spoiled.UploadAsync(
                new BinaryData(Encoding.UTF8.GetBytes($"station_id,valid_time,temperature_2m\nS00001,{tick} o'clock,1\n")),
                overwrite: true);
            await services.GetRequiredService<ObservationArrival>().HandleAsync(spoiled, CancellationToken.None);
        }

        if (part % 2 == 0)
        {
            await services.GetRequiredService<OverdueRuns>().RunAsync(CancellationToken.None);
            await services.GetRequiredService<Compaction>().RunAsync(CancellationToken.None);
            await services.GetRequiredService<RecentSnapshot>().RefreshAsync(CancellationToken.None);
        }

        await scene.Forecasts.IssueAllAsync(CancellationToken.None);
    }

    private static async Task ObserveAsync(
        IServiceProvider services,
        StationNetwork network,
        string folder,
        DateTimeOffset first,
        int hours,
        string name)
    {
        var path = Path.Combine(folder, name);
        network.Write(path, first, hours);
        var blob = await UploadAsync(services.GetRequiredService<WeatherStorage>().Observations, name, path);
        await services.GetRequiredService<ObservationArrival>().HandleAsync(blob, CancellationToken.None);
        File.Delete(path);
    }

    private static async Task<int> RequestAsync(HttpClient http, int tick)
    {
        string[] addresses =
        [
            .. Enumerable.Range(0, Requests)
                .Select(i => $"/api/v1/forecast?station=S{((tick * Requests) + i) % Stations:D5}&quantiles=all&hours={1 + (i % 24)}"),
            "/api/v1/stations", "/api/v1/students", "/api/v1/pipeline", "/api/v1/forecast?station=nobody", "/readyz",
        ];
        foreach (var address in addresses)
        {
            using var answer = await http.GetAsync(address);
            if ((int)answer.StatusCode is not (200 or 404))
            {
                throw new InvalidOperationException($"{address}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
        }

        return addresses.Length;
    }

    private static async Task<SoakReading> ReadAsync(ServingScene scene, int hour, long answers)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var left = Directory.EnumerateFileSystemEntries(Path.GetTempPath(), $"weatherkd-{Environment.ProcessId}-*")
            .Sum(f => Directory.EnumerateFileSystemEntries(f).Count());
        var quarantined = 0;
        await foreach (var _ in scene.Application.Services.GetRequiredService<WeatherStorage>().Quarantine.GetBlobsAsync())
        {
            quarantined++;
        }

        var reading = new SoakReading(
            hour,
            GC.GetTotalMemory(forceFullCollection: true) / 1e6,
            process.WorkingSet64 / 1e6,
            Handles(process),
            process.Threads.Count,
            left);
        Console.WriteLine(
            $"| {hour} | {reading.Objects:F1} | {reading.Resident:F0} | {reading.Handles} | {reading.Threads} | {left} | "
            + $"{quarantined / 2} | {answers} |");
        return reading;
    }

    /// <summary>Open files, sockets and pipes.</summary>
    private static int Handles(System.Diagnostics.Process process) =>
        OperatingSystem.IsLinux() ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : process.HandleCount;

    private static int Judge(List<SoakReading> readings)
    {
        if (readings.Count < 3)
        {
            Console.WriteLine("Too short to judge: six hours at least.");
            return 1;
        }

        var (early, late) = (readings[1], readings[^1]);
        List<string> grown =
        [
            .. late.Objects > early.Objects * MemoryAllowed ? ["objects"] : Array.Empty<string>(),
            .. late.Resident > early.Resident * MemoryAllowed ? ["resident memory"] : Array.Empty<string>(),
            .. late.Handles > early.Handles + HandlesAllowed ? ["handles"] : Array.Empty<string>(),
            .. late.Threads > early.Threads + HandlesAllowed ? ["threads"] : Array.Empty<string>(),
            .. late.Files > 0 ? ["files in the work folder"] : Array.Empty<string>(),
        ];
        Console.WriteLine();
        Console.WriteLine(grown.Count == 0
            ? $"Flat from hour {early.Hour} to hour {late.Hour}."
            : $"Grown from hour {early.Hour} to hour {late.Hour}: {string.Join(", ", grown)}.");
        return grown.Count == 0 ? 0 : 1;
    }

    private static async Task<BlobClient> UploadAsync(BlobContainerClient container, string name, string path)
    {
        var blob = container.GetBlobClient(name);
        await blob.UploadAsync(path, overwrite: true);
        return blob;
    }

    private sealed record SoakReading(int Hour, double Objects, double Resident, int Handles, int Threads, int Files);
}
