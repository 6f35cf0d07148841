using System.Diagnostics;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Benchmarks.Benchmarks;
using WeatherKd.Ingestion;
using WeatherKd.NumericalModels;
using WeatherKd.Recent;
using WeatherKd.Retraining.Aligning;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Benchmarks.Scale;

/// <summary>
/// Some hours of the service's life at some stations, in a process of its own, through the same calls as its triggers make: each hour an
/// observation file of all stations arrives, then all stations are forecast; each six hours a model run arrives, then the whole record is
/// aligned into a dataset.
/// </summary>
internal static class DayCycle
{
    /// <summary>First argument that turns this program into the cycle.</summary>
    public const string Command = "day-cycle";

    /// <summary>File name of the student that forecasts.</summary>
    public const string StudentName = "student.onnx";

    /// <summary>Names of the stages.</summary>
    public const string Observing = "observation files",
        Modelling = "model runs",
        Aligning = "alignment",
        Reading = "snapshot into memory",
        Forecasting = "forecasts of all stations";

    /// <summary>
    /// Days on record before the cycle: what a division into training, validation and verification with their gaps needs.
    /// </summary>
    private const int RecordDays = 9;

    private const string Model = "benchmark";
    private static readonly DateTimeOffset Start = new(2025, 3, 20, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Starts of the runs that a cycle reads.</summary>
    public static IEnumerable<DateTimeOffset> Runs(int hours) => Enumerable.Range(0, (hours + 5) / 6).Select(i => Start.AddHours(6 * i));

    /// <summary>File name of a run.</summary>
    public static string FileOf(DateTimeOffset run) => $"{run:yyyyMMddHH}.grib2";

    /// <summary>Runs the cycle and prints a <see cref="DayResult"/> as JSON.</summary>
    /// <param name="arguments">Number of stations, hours, folder with the runs.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (stations, hours, folder) = (int.Parse(arguments[0]), int.Parse(arguments[1]), arguments[2]);
        var clock = new AdjustableClock();
        await using var scene = await ServingScene.StartAsync(clock);
        var network = new StationNetwork(stations);
        await scene.PromoteAsync(network.Stations, await File.ReadAllBytesAsync(Path.Combine(folder, StudentName)));
        var services = scene.Application.Services;
        var storage = services.GetRequiredService<WeatherStorage>();
        var work = Directory.CreateDirectory(Path.Combine(folder, $"cycle-{stations}")).FullName;
        await FillRecordAsync(services, network, work);
        await scene.Forecasts.IssueAllAsync(CancellationToken.None);

        var stages = new StageTimes();
        var whole = Stopwatch.StartNew();
        for (var hour = 0; hour < hours; hour++)
        {
            var time = Start.AddHours(hour);
            if (hour % 6 == 0)
            {
                var blob = await UploadAsync(storage.NumericalModel, $"{Model}/{FileOf(time)}", Path.Combine(folder, FileOf(time)));
                await stages.MeasureAsync(
                    Modelling,
                    () => services.GetRequiredService<ModelFileArrival>().HandleAsync(blob, CancellationToken.None));
                await stages.MeasureAsync(Aligning, () => AlignAsync(services));
            }

            var path = Path.Combine(work, $"{time:yyyyMMddHH}.csv");
            network.Write(path, time, 1);
            var file = await UploadAsync(storage.Observations, Path.GetFileName(path), path);
            await stages.MeasureAsync(
                Observing,
                () => services.GetRequiredService<ObservationArrival>().HandleAsync(file, CancellationToken.None));
            clock.Advance(TimeSpan.FromSeconds(2));
            await stages.MeasureAsync(Reading, () => UntilReadAsync(scene, clock, time));
            await stages.MeasureAsync(Forecasting, () => scene.Forecasts.IssueAllAsync(CancellationToken.None));
            await CheckAsync(scene, network, time);
            Console.Error.WriteLine(
                $"{stations} stations, hour {hour + 1}: {string.Join(", ", stages.All.Select(s => $"{s.Stage} {s.Wall:F1} s"))}");
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new DayResult(
            stations,
            hours,
            whole.Elapsed.TotalSeconds,
            process.PeakWorkingSet64,
            stages.All)));
        return 0;
    }

    /// <summary>The days before: observations as one file through the front door, a run a day straight into the store.</summary>
    private static async Task FillRecordAsync(IServiceProvider services, StationNetwork network, string work)
    {
        var path = Path.Combine(work, "record.csv");
        network.Write(path, Start.AddDays(-RecordDays), 24 * RecordDays);
        var blob = await UploadAsync(services.GetRequiredService<WeatherStorage>().Observations, "record.csv", path);
        await services.GetRequiredService<ObservationArrival>().HandleAsync(blob, CancellationToken.None);
        string[] variables = ["temperature_2m", "relative_humidity_2m", "wind_speed_10m", "surface_pressure", "cloud_cover"];
        for (var day = RecordDays; day > 0; day--)
        {
            var run = Start.AddDays(-day);
            await using var writer = services.GetRequiredService<TeacherStore>().CreateWriter(Model, ContentHash.Of(run.ToString("O")));
            foreach (var rows in Enumerable.Range(0, network.Stations.Count * GridRun.Leads).Chunk(Rows.MaximumRows))
            {
                await writer.AddAsync(
                    run,
                    variables.Aggregate(
                        new ParquetColumns()
                            .Add("station_id", Array.ConvertAll(rows, r => network.Stations[r / GridRun.Leads].Id))
                            .Add("run_time", Array.ConvertAll(rows, _ => run))
                            .Add("lead_hours", Array.ConvertAll(rows, r => 1 + (r % GridRun.Leads)))
                            .Add(SegmentReader.ArrivedAt, Array.ConvertAll(rows, _ => run)),
                        (columns, name) => columns.Add(name, Array.ConvertAll(rows, r => 20.0 + (r % 7)))),
                    CancellationToken.None);
            }

            await writer.CommitAsync(CancellationToken.None);
        }
    }

    /// <summary>What the workflow's steps do with the record, without the training slot around them.</summary>
    private static Task AlignAsync(IServiceProvider services) =>
        services.GetRequiredService<DatasetAlignment>().RunAsync(Model, CancellationToken.None);

    /// <summary>
    /// Whoever asks for a view waits a second at most and then gets the one before; the new one comes when it has been read. A look that
    /// began while the hour was being stored has some stations' newest hour and not others'.
    /// </summary>
    private static async Task UntilReadAsync(ServingScene scene, AdjustableClock clock, DateTimeOffset time)
    {
        RecentView view;
        while ((view = await scene.Recent.ViewAsync(CancellationToken.None)).Stations.Any(s => view.Observations(s)!.NewestHour()
            != Hour.Floor(time)))
        {
            await Task.Delay(10);
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>A cycle that leaves stations out, or the runs, would be fast and worth nothing.</summary>
    private static async Task CheckAsync(ServingScene scene, StationNetwork network, DateTimeOffset time)
    {
        var forecasts = await scene.Forecasts.GetAsync([.. network.Stations.Select(s => s.Id)], CancellationToken.None);
        var wrong = forecasts.Count(f => f.LastObservation != time || f.Run != time.AddHours(-time.Hour % 6) || f.Mean.Any(float.IsNaN));
        if (wrong > 0)
        {
            throw new InvalidOperationException(
                $"{wrong} of {forecasts.Count} forecasts at {time:u} do not follow from the newest hour and run; one: {forecasts[0]}.");
        }
    }

    private static async Task<BlobClient> UploadAsync(BlobContainerClient container, string name, string path)
    {
        var blob = container.GetBlobClient(name);
        await blob.UploadAsync(path, overwrite: true);
        return blob;
    }
}

/// <summary>What a cycle took.</summary>
/// <param name="Stations">Number of stations.</param>
/// <param name="Hours">Its length.</param>
/// <param name="Wall">Wall-clock time of the whole, uploads included, s.</param>
/// <param name="PeakBytes">Largest resident memory of the process.</param>
/// <param name="Stages">By stage.</param>
internal sealed record DayResult(int Stations, int Hours, double Wall, long PeakBytes, IReadOnlyList<StageTime> Stages);
