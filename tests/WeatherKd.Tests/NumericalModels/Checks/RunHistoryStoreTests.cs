using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.NumericalModels.Checks;

public sealed class RunHistoryStoreTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Run = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AHistoryThatNothingWasAddedToIsNotWrittenAgain()
    {
        var storage = await azurite.NewStorageAsync();
        var store = New(storage);
        var history = await store.ReadAsync("kma", Cancel);
        history.Runs.Add(new RunSample { Run = Run });
        await store.WriteAsync("kma", history, Cancel);
        var written = await ETagAsync(storage);

        await store.WriteAsync("kma", await store.ReadAsync("kma", Cancel), Cancel);
        Assert.Equal(written, await ETagAsync(storage));

        history.Runs.Add(new RunSample { Run = Run.AddDays(1) });
        await store.WriteAsync("kma", history, Cancel);
        Assert.NotEqual(written, await ETagAsync(storage));
    }

    [Fact]
    public async Task WhatAnotherHostHasLearnedIsSeen()
    {
        var storage = await azurite.NewStorageAsync();
        var (here, there) = (New(storage), New(storage));
        Assert.Empty((await here.ReadAsync("kma", Cancel)).Runs);
        await there.WriteAsync("kma", new ModelHistory { Runs = [new RunSample { Run = Run }] }, Cancel);
        Assert.Equal(Run, Assert.Single((await here.ReadAsync("kma", Cancel)).Runs).Run);
        await there.WriteAsync("kma", new ModelHistory { Runs = [new RunSample { Run = Run.AddDays(1) }] }, Cancel);
        Assert.Equal(Run.AddDays(1), Assert.Single((await here.ReadAsync("kma", Cancel)).Runs).Run);
    }

    [Fact]
    public async Task AHistoryThatCannotBeReadIsLearnedAnew()
    {
        var storage = await azurite.NewStorageAsync();
        await Blob(storage).UploadAsync(BinaryData.FromString("[1"), Cancel);
        var store = New(storage);
        Assert.Empty((await store.ReadAsync("kma", Cancel)).Runs);
        await store.WriteAsync("kma", new ModelHistory(), Cancel);
        Assert.Empty((await New(storage).ReadAsync("kma", Cancel)).Runs);
    }

    private static RunHistoryStore New(WeatherStorage storage) => new(storage, NullLogger<RunHistoryStore>.Instance);

    private static BlobClient Blob(WeatherStorage storage) => storage.Pipeline.GetBlobClient("check-history/kma.json");

    private static async Task<Azure.ETag> ETagAsync(WeatherStorage storage) =>
        (await Blob(storage).GetPropertiesAsync(cancellationToken: Cancel)).Value.ETag;
}
