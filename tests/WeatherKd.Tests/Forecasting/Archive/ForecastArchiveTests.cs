using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Alignment;
using WeatherKd.Forecasting;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Observations;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Forecasting.Archive;

public sealed class ForecastArchiveTests(AzuriteFixture azurite) : IAsyncLifetime
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

        var rows = await ReadAsync(ForecastArchive.Issued);
        Assert.Equal(300 * 24, rows.Count);
        Assert.Equal(300, rows.Select(r => r.Station).Distinct().Count());
    }

    [Fact]
    public async Task AForecastKeepsItsValuesAndWhatItWasMadeFrom()
    {
        await using (var archive = NewArchive())
        {
            archive.Add(Forecast("129", Noon, mean: 7, teacher: 5));
        }

        var row = (await ReadAsync(ForecastArchive.Issued)).Single(r => r.Lead == 24);
        Assert.Equal(
            new ArchivedRow("129", HourIndex.Floor(Noon), Noon, "s", "2021-02-10T05:00:00Z", "2021-02-10T12:00:00Z", "temperature_2m", 24, 7, 5), row);
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

        Assert.Equal(24, (await ReadAsync(ForecastArchive.Issued)).Count);
    }

    [Fact]
    public async Task AChallengersForecastsLieApart()
    {
        await using (var archive = NewArchive())
        {
            archive.AddShadow(Forecast("129", Noon));
        }

        Assert.Empty(await ReadAsync(ForecastArchive.Issued));
        Assert.Equal(24, (await ReadAsync(ForecastArchive.Shadow)).Count);
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

    /// <summary>Service 1 °C off, teacher 2 °C off, everywhere: a skill of 1 − 1/4 in every window, whatever the number of rows.</summary>
    [Fact]
    public async Task RollingSkillSetsTheServiceBesideTheTeacherOnTheSameRows()
    {
        await ObserveAsync(Noon.AddDays(-40), 41 * 24, temperature: 10);
        await using (var archive = NewArchive())
        {
            foreach (var daysAgo in new[] { 36, 20, 5, 1 })
            {
                archive.Add(Forecast("129", Noon.AddDays(-daysAgo), mean: 11, teacher: 12));
            }
        }

        _clock.SetUtcNow(Noon);
        var skill = new RollingSkill(
            _storage, new ArchiveReader(_storage, _folder), new ObservationStore(_storage, _folder), _clock, NullLogger<RollingSkill>.Instance);
        await skill.UpdateAsync(Cancel);
        var scores = (await skill.ReadAsync(Cancel))!.Scores;
        foreach (var (days, rows) in new[] { (1, 24), (7, 48), (30, 72) })
        {
            var score = scores.Single(s => s.Days == days && s.Leads == RollingSkill.All && s.Station == "129");
            Assert.Equal(rows, score.Service.Count);
            Assert.Equal(1, score.Service.Rmse, 5);
            Assert.Equal(0.75, score.Skill!.Value, 5);
        }

        Assert.Equal(6, scores.Single(s => s is { Days: 1, Leads: "07-12", Station: "129" }).Service.Count);
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
        Teacher = [.. Enumerable.Repeat(teacher, 24)],
    };

    private ForecastArchive NewArchive() => new(
        _storage,
        Options.Create(new ArchiveOptions()),
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(),
        TimeProvider.System,
        NullLogger<ForecastArchive>.Instance);

    private async Task<List<ArchivedRow>> ReadAsync(string kind) =>
        await new ArchiveReader(_storage, _folder).ReadAsync(kind, DateOnly.MinValue, DateOnly.MaxValue, Cancel).ToListAsync(Cancel);

    private async Task ObserveAsync(DateTimeOffset from, int hours, double temperature)
    {
        var batch = new ObservationBatch(
            [.. Enumerable.Repeat("129", hours)],
            [.. Enumerable.Range(0, hours).Select(h => from.AddHours(h))],
            new Dictionary<string, double[]>(StringComparer.Ordinal) { ["temperature_2m"] = [.. Enumerable.Repeat(temperature, hours)] });
        await using var segments = new ObservationStore(_storage, _folder).CreateWriter("file");
        foreach (var (month, rows) in ObservationStore.ToRows(batch, from, VariableTable.Default))
        {
            await segments.AddAsync(month, rows, Cancel);
        }

        await segments.CommitAsync(Cancel);
    }
}
