using System.Diagnostics.Metrics;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Forecasting;
using WeatherKd.Local.Storage;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Tests.Students;
using WeatherKd.Variables;
using WeatherKd.Verification;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>Verification of a million rows, listing of a thousand students, and what archiving adds to a request.</summary>
internal static class StudentLife
{
    private const int Rows = 1_000_000;
    private const int Students = 1000;

    public static int Run()
    {
        Verification();
        RunOnAzuriteAsync().GetAwaiter().GetResult();
        return 0;
    }

    /// <summary>Nine systems and five quantiles a row, 100 stations, 30 days.</summary>
    private static void Verification()
    {
        string[] systems =
        [
            "student",
            "champion",
            "raw teacher",
            "persistence",
            "same hour yesterday",
            "climatology",
            "linear MOS",
            "MOS+",
            "MOS+ without day of year"
        ];
        var rows = new VerifiedRows("temperature_2m", systems, StudentGraph.QuantileLevels);
        var random = new Random(1);
        var forecasts = new float[systems.Length];
        for (var i = 0; i < Rows; i++)
        {
            for (var s = 0; s < forecasts.Length; s++)
            {
                forecasts[s] = random.NextSingle();
            }

            rows.Add(
                i % 100,
                new(440_000 + (i / 2400 * 3 % 720)),
                (i / 100 % 24) + 1,
                random.NextSingle(),
                forecasts,
                [0.1f, 0.25f, 0.5f, 0.75f, 0.9f]);
        }

        var scoring = new Scoring(VariableTable.Default, new VerificationOptions());
        var stations = Enumerable.Range(0, 100).Select(s => $"S{s}").ToList();
        var started = Stopwatch.GetTimestamp();
        scoring.Score([rows], stations);
        Console.WriteLine(
            $"verification of {Rows:N0} rows, {systems.Length} systems, bootstrap of 1,000 samples: "
            + $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s (at most 5 s)");
    }

    private static async Task RunOnAzuriteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("weatherkd-benchmark-");
        try
        {
            await using var azurite = await Azurite.StartAsync(folder.FullName, Console.WriteLine, CancellationToken.None);
            var storage = new WeatherStorage(new Azure.Storage.Blobs.BlobServiceClient(azurite.ConnectionString));
            await storage.CreateContainersAsync(CancellationToken.None);
            await ListingAsync(storage);
            await ArchivingAsync(storage);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ListingAsync(WeatherStorage storage)
    {
        var writer = NewRegistry(storage);
        for (var i = 0; i < Students; i++)
        {
            await writer.RegisterAsync(new NewStudent
            {
                Onnx = HandMadeStudent.Write(i),
                Job = $"job{i}",
                NewestRun = DateTimeOffset.UnixEpoch.AddHours(i),
            }, CancellationToken.None);
        }

        foreach (var (name, registry) in new[]
        {
            ("the first process ever", NewRegistry(storage)), ("a new process", NewRegistry(storage)), ("a running process", writer),
        })
        {
            var started = Stopwatch.GetTimestamp();
            var listed = await registry.ListAsync(CancellationToken.None);
            Console.WriteLine(
                $"listing of {listed.Count:N0} students by {name}: {Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s (at most 1 s)");
        }
    }

    private static async Task ArchivingAsync(WeatherStorage storage)
    {
        using var meters = new Meters();
        await using var archive = new ForecastArchive(
            storage,
            Options.Create(new ArchiveOptions()),
            meters,
            TimeProvider.System,
            NullLogger<ForecastArchive>.Instance);
        var times = new double[5000];
        for (var i = 0; i < times.Length; i++)
        {
            var forecast = Forecast(i);
            var started = Stopwatch.GetTimestamp();
            archive.Add(forecast);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        Console.WriteLine(
            $"archiving adds to a request: median {times[2500]:F4} ms, p99 {times[4950]:F4} ms, longest of 5,000 {times[^1]:F3} ms (at "
            + $"most 1 ms)");
    }

    private static IssuedForecast Forecast(int i) => new()
    {
        Station = $"S{i}",
        Origin = DateTimeOffset.UnixEpoch,
        IssuedAt = DateTimeOffset.UnixEpoch,
        Student = "s",
        Run = null,
        LastObservation = null,
        Variables = ["temperature_2m", "relative_humidity_2m", "wind_speed_10m"],
        Mean = new float[72],
        QuantileLevels = StudentGraph.QuantileLevels,
        Quantiles = new float[360],
        Intervals = [IntervalFactors.None, IntervalFactors.None, IntervalFactors.None],
        Teacher = new float[72],
    };

    private static StudentRegistry NewRegistry(WeatherStorage storage) =>
        new(storage, TimeProvider.System, NullLogger<StudentRegistry>.Instance);

    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            _meters.Add(new Meter(options));
            return _meters[^1];
        }

        public void Dispose() => _meters.ForEach(m => m.Dispose());
    }
}
