using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Ingestion;
using WeatherKd.Ingestion.Sweep;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Tests.Retraining;

namespace WeatherKd.Tests.Ingestion;

public sealed class RawBlobSweepTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Rows = "station_id,valid_time,temperature_2m\n129,2021-01-30T11:00:00Z,3\n129,2021-01-30T12:00:00Z,4\n";

    // Blobs get their times from storage, whose clock is real.
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private WeatherStorage _storage = null!;
    private ServiceProvider _services = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RawBlobSweep Sweep => _services.GetRequiredService<RawBlobSweep>();

    private RawArrivals Arrivals => _services.GetRequiredService<RawArrivals>();

    public async ValueTask InitializeAsync()
    {
        _storage = await azurite.NewStorageAsync();
        _services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder().Build())
            .AddSingleton(_storage)
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton<IWorkflowClient, HeldWorkflows>()
            .BuildServiceProvider();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task AFileWhoseEventNeverCameIsHandledAndHasItsReceipt()
    {
        await PutAsync("kma/2021013012.csv", Rows);
        await Sweep.RunAsync(Cancel);
        Assert.Empty(await SegmentsAsync());

        // Storage may have taken the file a second after the test's clock began.
        _clock.Advance(TimeSpan.FromMinutes(16));
        await Sweep.RunAsync(Cancel);

        Assert.Single(await SegmentsAsync());
        Assert.Equal(["kma/2021013012.csv"], await ReceiptsAsync());
        Assert.Empty((await StateAsync()).Waiting);
    }

    [Fact]
    public async Task AFileWithAReceiptIsNotHandledAgain()
    {
        await PutAsync("kma/2021013011.csv", Rows);
        await Arrivals.HandleAsync("observations", "kma/2021013011.csv", Cancel);
        await Sweep.RunAsync(Cancel);

        // One that comes between two sweeps, and its receipt with it; and after a day all names are gone over.
        await PutAsync("kma/2021013012.csv", Rows);
        await Arrivals.HandleAsync("observations", "kma/2021013012.csv", Cancel);
        foreach (var wait in new[] { 20, 20, 24 * 60 })
        {
            _clock.Advance(TimeSpan.FromMinutes(wait));
            await Sweep.RunAsync(Cancel);
        }

        Assert.Equal(["kma/2021013011.csv", "kma/2021013012.csv"], await ReceiptsAsync());
    }

    [Fact]
    public async Task AFileThatIsOverwrittenWithoutAnEventIsFoundByTheSweepOverAllNames()
    {
        await PutAsync("kma/a.csv", Rows);
        await PutAsync("kma/b.csv", Rows);
        await Arrivals.HandleAsync("observations", "kma/a.csv", Cancel);
        await Arrivals.HandleAsync("observations", "kma/b.csv", Cancel);
        await Sweep.RunAsync(Cancel);
        await PutAsync("kma/a.csv", Rows.Replace(",4", ",5", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromMinutes(20));
        await Sweep.RunAsync(Cancel);
        Assert.Single(await SegmentsAsync());

        _clock.Advance(TimeSpan.FromDays(1));
        await Sweep.RunAsync(Cancel);

        Assert.Equal(2, (await SegmentsAsync()).Count);
        Assert.Equal(["kma/a.csv", "kma/a.csv", "kma/b.csv"], await ReceiptsAsync());
    }

    [Fact]
    public async Task WhatTheSweepKeepsMayBeDamagedWithoutLosingAFile()
    {
        await PutAsync("kma/a.csv", Rows);
        await Arrivals.HandleAsync("observations", "kma/a.csv", Cancel);
        await SweepLaterAsync();
        var state = _storage.Pipeline.GetBlobClient("sweeps/observations.json");
        await state.UploadAsync(BinaryData.FromString("{ damaged"), overwrite: true, Cancel);
        using var lines = BinaryData.FromString("damaged\n{}\n").ToStream();
        await _storage.Pipeline
            .GetAppendBlobClient("receipts/observations/000000.jsonl")
            .AppendBlockAsync(lines, cancellationToken: Cancel);
        await PutAsync("kma/b.csv", Rows.Replace(",4", ",5", StringComparison.Ordinal));

        Assert.Empty(await UnhandledFiles.ReadAsync(_storage, new SweepOptions(), Cancel));
        await SweepLaterAsync();

        Assert.Equal(2, (await SegmentsAsync()).Count);
        Assert.Equal(["kma/a.csv", "kma/b.csv"], await ReceiptsAsync());
    }

    [Fact]
    public async Task AFileThatCannotBeReadEndsInQuarantineWithAReceipt()
    {
        await PutAsync("kma/broken.csv", "this is no observation file\n");
        await SweepLaterAsync();

        Assert.True(await _storage.Quarantine.GetBlobClient("observations/kma/broken.csv.reason.json").ExistsAsync(Cancel));
        Assert.Equal(["kma/broken.csv"], await ReceiptsAsync());
    }

    [Fact]
    public async Task AFileWhoseNameLeavesNoRoomForItsReasonGetsOneUnderAHash()
    {
        var name = $"{string.Join('/', Enumerable.Repeat(new string('n', 100), 10))}/x.csv";
        await PutAsync(name, "this is no observation file\n");
        await SweepLaterAsync();

        var reasons = await _storage.Quarantine
            .GetBlobsAsync(cancellationToken: Cancel)
            .Where(b => b.Name.EndsWith(Quarantine.ReasonSuffix, StringComparison.Ordinal))
            .ToListAsync(Cancel);
        var reason = (await _storage.Quarantine
            .GetBlobClient(Assert.Single(reasons).Name)
            .TryReadJsonAsync<QuarantineReason>(Cancel))!.Value;
        Assert.Equal($"observations/{name}", reason.File);
        Assert.StartsWith("observations/long-names/", reasons[0].Name, StringComparison.Ordinal);
        Assert.True(await _storage.Quarantine.GetBlobClient(reasons[0].Name[..^Quarantine.ReasonSuffix.Length]).ExistsAsync(Cancel));

        Assert.Equal(reason, await new Quarantine(_storage, NullLogger<Quarantine>.Instance).FindAsync($"observations/{name}", Cancel));

        // It can be asked to arrive again like any other, also where the original is gone.
        await _storage.Observations.DeleteBlobAsync(name, cancellationToken: Cancel);
        Assert.True(await new QuarantineRetry(_storage).TryAsync($"observations/{name}", Cancel));
        Assert.True(await _storage.Observations.GetBlobClient(name).ExistsAsync(Cancel));

        // Mended under the same name, it is let go.
        await PutAsync(name, Rows);
        await Arrivals.HandleAsync("observations", name, Cancel);
        Assert.Empty(await _storage.Quarantine.GetBlobsAsync(cancellationToken: Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task AFileThatWasDeletedBeforeItsTurnIsNobodysAnyMore()
    {
        await PutAsync("kma/gone.csv", Rows);
        await Sweep.RunAsync(Cancel);
        await _storage.Observations.DeleteBlobAsync("kma/gone.csv", cancellationToken: Cancel);
        _clock.Advance(TimeSpan.FromMinutes(20));
        await Sweep.RunAsync(Cancel);

        Assert.Empty((await StateAsync()).Waiting);
        Assert.Empty(await ReceiptsAsync());
    }

    [Fact]
    public async Task WhatEachTryFailsForReasonsOfItsOwnIsGivenUpAndWhatStorageRefusesIsAnAlarm()
    {
        // A list of stations in force that is damaged makes each observation file fail, not by its own format.
        await _storage.Store.GetBlobClient("stations.json").UploadAsync(BinaryData.FromString("{ damaged"), Cancel);
        await PutAsync("kma/a.csv", Rows);
        for (var tries = 1; tries <= 4; tries++)
        {
            await SweepLaterAsync();
            Assert.Equal(tries, Assert.Single((await StateAsync()).Waiting).Failures);
        }

        var unhandled = Assert.Single(await UnhandledFiles.ReadAsync(_storage, new SweepOptions(), Cancel));
        Assert.Equal(("observations", 1, "kma/a.csv", 4), (unhandled.Container, unhandled.Count, unhandled.Example, unhandled.Tries));
        Assert.Contains("stations.json", unhandled.Reason, StringComparison.Ordinal);

        await SweepLaterAsync();
        Assert.Empty(await UnhandledFiles.ReadAsync(_storage, new SweepOptions(), Cancel));
        Assert.True(await _storage.Quarantine.GetBlobClient("observations/kma/a.csv.reason.json").ExistsAsync(Cancel));
        Assert.Equal(["kma/a.csv"], await ReceiptsAsync());
    }

    private async Task SweepLaterAsync()
    {
        _clock.Advance(TimeSpan.FromMinutes(70));
        await Sweep.RunAsync(Cancel);
    }

    private Task PutAsync(string name, string content) =>
        _storage.Observations.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true, Cancel);

    private Task<SweepState> StateAsync() => SweepState.ReadAsync(_storage, "observations", Cancel);

    private async Task<List<string>> ReceiptsAsync()
    {
        var log = new ReceiptLog(_storage.Pipeline, "observations");
        return await log.ReadAsync(null, await log.EndAsync(Cancel), Cancel).Select(r => r.Name).Order().ToListAsync(Cancel);
    }

    private async Task<List<string>> SegmentsAsync() =>
        await _storage.Store
            .GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, "observations/", Cancel)
            .Select(b => b.Name)
            .ToListAsync(Cancel);
}
