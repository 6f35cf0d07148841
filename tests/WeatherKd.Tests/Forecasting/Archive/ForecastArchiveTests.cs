using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Forecasting;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TestSupport;
using WeatherKd.Variables;
using WeatherKd.Verification;

namespace WeatherKd.Tests.Forecasting.Archive;

public sealed partial class ForecastArchiveTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2021, 2, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly WorkFolder _folder = new();
    private WeatherStorage _storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = await azurite.NewStorageAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ACleanStopLosesNothingThatWasIssued()
    {
        await using (var archive = NewArchive())
        {
            for (var i = 0; i < 300; i++)
            {
                archive.Add(Forecast($"S{i}", Noon));
            }
        }

        Assert.Equal(300, (await ReadAsync(ForecastArchive.Issued)).Select(f => f.Station).Distinct().Count());
    }

    [Fact]
    public async Task ForecastsOfDifferentStudentsInOneFileAreReadBackAsTheyWereIssued()
    {
        var plain = Forecast("129", Noon, mean: 7.125f, teacher: 5);
        var other = plain with
        {
            Station = "152",
            Student = "t",
            Run = null,
            LastObservation = null,
            Variables = ["temperature_2m", "pm10"],
            Mean = [.. Enumerable.Range(0, 48).Select(i => i / 8f)],
            Teacher = [.. Enumerable.Range(0, 48).Select(i => i % 2 == 0 ? i : float.NaN)],
            QuantileLevels = [0.025, 0.9],
            Quantiles = [.. Enumerable.Range(0, 96).Select(i => i / 16f)],
            Intervals = [new IntervalFactors(1.25, 0.5), IntervalFactors.None],
        };
        await using (var archive = NewArchive())
        {
            archive.Add(plain);
            archive.Add(other);
        }

        Assert.Equivalent(new[] { plain, other }, await ReadAsync(ForecastArchive.Issued), strict: true);
    }

    [Fact]
    public async Task AsOfAMomentTheNewestForecastStandsThatHadBeenIssuedByThen()
    {
        await using (var archive = NewArchive())
        {
            archive.Add(Forecast("129", Noon.AddHours(-2), mean: 1));
            archive.Add(Forecast("129", Noon, mean: 2));
            archive.Add(Forecast("152", Noon.AddHours(-60), mean: 3));
        }

        await using (var later = NewArchive())
        {
            later.Add(Forecast("129", Noon.AddHours(-1), mean: 4));
            later.AddShadow(Forecast("129", Noon, mean: 5) with { Student = "challenger" });
        }

        Assert.Equal(4, await ValueAsync("129", Noon.AddMinutes(-1)));
        Assert.Equal(2, await ValueAsync("129", Noon));
        Assert.Equal(2, await ValueAsync("129", Noon.AddHours(48)));
        Assert.Null(await ValueAsync("129", Noon.AddHours(48.1)));
        Assert.Null(await ValueAsync("129", Noon.AddHours(-2.1)));
        Assert.Null(await ValueAsync("152", Noon));
        Assert.Equal(5, await ValueAsync("129", Noon, "challenger"));
        Assert.Null(await ValueAsync("129", DateTimeOffset.MinValue));
    }

    [Fact]
    public async Task AFileThatLostItsMetadataIsFoundAllTheSame()
    {
        await using (var archive = NewArchive())
        {
            archive.Add(Forecast("129", Noon, mean: 2));
        }

        await foreach (var blob in _storage.Archive.GetBlobsAsync(cancellationToken: Cancel))
        {
            await _storage.Archive
                .GetBlobClient(blob.Name)
                .SetMetadataAsync(new Dictionary<string, string>(StringComparer.Ordinal), cancellationToken: Cancel);
        }

        Assert.Equal(2, await ValueAsync("129", Noon.AddHours(1)));
    }

    [Fact]
    public async Task AForecastIssuedByTwoInstancesIsReadOnce()
    {
        await using (var one = NewArchive())
        await using (var two = NewArchive())
        {
            one.Add(Forecast("129", Noon));
            one.Add(Forecast("129", Noon));
            two.Add(Forecast("129", Noon));
        }

        Assert.Single(await ReadAsync(ForecastArchive.Issued));
    }

    [Fact]
    public async Task AChallengersForecastsLieApart()
    {
        await using (var archive = NewArchive())
        {
            archive.AddShadow(Forecast("129", Noon));
        }

        Assert.Empty(await ReadAsync(ForecastArchive.Issued));
        Assert.Single(await ReadAsync(ForecastArchive.Shadow));
    }

    [Fact]
    public async Task AFullQueueLosesTheArchiveEntryAndCountsItButNeverBlocks()
    {
        using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = meters.GetRequiredService<IMeterFactory>();
        var lost = 0L;
        using var listener = new MeterListener
        {
            // Tests run at the same time: only this archive's own counter counts.
            InstrumentPublished = (i, l) =>
            {
                if (i.Meter.Scope == factory && i.Name == "weatherkd.archive.lost")
                {
                    l.EnableMeasurementEvents(i);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, n, _, _) => Interlocked.Add(ref lost, n));
        listener.Start();
        var archive = new ForecastArchive(
            _storage, Options.Create(new ArchiveOptions()), factory, _clock, NullLogger<ForecastArchive>.Instance);
        await archive.DisposeAsync();
        archive.Add(Forecast("129", Noon));
        Assert.Equal(1, Interlocked.Read(ref lost));
    }

    private static IssuedForecast Forecast(string station, DateTimeOffset origin, float mean = 1, float teacher = 1) => new()
    {
        Station = station,
        Origin = origin,
        IssuedAt = origin,
        Student = "s",
        Run = origin.AddHours(-7),
        LastObservation = origin,
        Variables = ["temperature_2m"],
        Mean = [.. Enumerable.Repeat(mean, 24)],
        QuantileLevels = [0.5],
        Quantiles = [.. Enumerable.Repeat(mean, 24)],
        Intervals = [IntervalFactors.None],
        Teacher = [.. Enumerable.Repeat(teacher, 24)],
    };

    private ForecastArchive NewArchive() => new(
        _storage,
        Options.Create(new ArchiveOptions()),
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(),
        TimeProvider.System,
        NullLogger<ForecastArchive>.Instance);

    private async Task<string> PromoteAsync()
    {
        var student = await NewRegistry().RegisterAsync(new NewStudent
        {
            Onnx = Students.HandMadeStudent.Write(1),
            Job = "job",
            NewestRun = Noon,
        }, Cancel);
        await NewRegistry().PromoteAsync(student.Id, "p", "test", "test", 0, Cancel);
        return student.Id;
    }

    private StudentRegistry NewRegistry() => new(_storage, _clock, NullLogger<StudentRegistry>.Instance);

    private RollingSkill NewSkill() => new(
        _storage,
        new ArchiveReader(_storage, _folder),
        new ObservationStore(_storage, _folder),
        NewRegistry(),
        new IntervalStore(_storage, NullLogger<IntervalStore>.Instance),
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(),
        _clock,
        NullLogger<RollingSkill>.Instance);

    private async Task<float?> ValueAsync(string station, DateTimeOffset asOf, string? student = null) =>
        (await new ArchiveReader(_storage, _folder).AsOfAsync([station], asOf, student, Cancel)).GetValueOrDefault(station)?.Mean[0];

    private async Task<List<IssuedForecast>> ReadAsync(string kind) =>
        await new ArchiveReader(_storage, _folder).ReadAsync(kind, DateOnly.MinValue, DateOnly.MaxValue, Cancel).ToListAsync(Cancel);

    private async Task ObserveAsync(DateTimeOffset from, int hours, double temperature)
    {
        var batch = new Rows(
            [.. Enumerable.Repeat("129", hours)],
            [.. Enumerable.Range(0, hours).Select(h => from.AddHours(h))],
            new Dictionary<string, double[]>(StringComparer.Ordinal) { ["temperature_2m"] = [.. Enumerable.Repeat(temperature, hours)] });
        await using var segments = new ObservationStore(_storage, _folder).CreateWriter("file");
        foreach (var (month, rows) in SegmentRows.ByMonth(batch, from, VariableTable.Default))
        {
            await segments.AddAsync(month, rows, Cancel);
        }

        await segments.CommitAsync(Cancel);
    }
}
