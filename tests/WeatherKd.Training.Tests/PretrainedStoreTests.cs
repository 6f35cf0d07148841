using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Training.Jobs;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>What the archive taught, in real storage: by itself, and from one training job to the next.</summary>
[Collection(OneLibtorch.Name)]
public sealed class PretrainedStoreTests(AzuriteFixture azurite)
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Dataset = "datasets/simulated";
    private const string Learned = "on its own unseen tenth", Taken = "taught this model and these stations before";

    private static readonly DatasetDescription Description = new SimulatedWeather().Windows().Description;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatIsKeptIsFoundAndTheLastOneStands()
    {
        var storage = await azurite.NewStorageAsync();
        var store = new BlobPretrainedStore(storage, Description);
        Assert.Null(await store.FindAsync(Key, Cancel));

        await store.KeepAsync(Key, [1, 2, 3], Cancel);
        Assert.Equal([1, 2, 3], await store.FindAsync(Key, Cancel));
        Assert.Null(await store.FindAsync(Key[..^1] + "0", Cancel));

        await store.KeepAsync(Key, [4, 5], Cancel);
        Assert.Equal([4, 5], await new BlobPretrainedStore(storage, Description).FindAsync(Key, Cancel));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 1, 2, 4 })]
    [InlineData(new byte[] { 1, 2, 3, 4 })]
    public async Task BytesThatAreNotThoseThatWereWrittenCountAsMissingUntilOthersAreKept(byte[] spoiled)
    {
        var storage = await azurite.NewStorageAsync();
        var store = new BlobPretrainedStore(storage, Description);
        await store.KeepAsync(Key, [1, 2, 3], Cancel);
        await SpoilAsync(BlobOf(storage), spoiled);

        Assert.Null(await store.FindAsync(Key, Cancel));

        await store.KeepAsync(Key, [4, 5], Cancel);
        Assert.Equal([4, 5], await store.FindAsync(Key, Cancel));
    }

    /// <summary>As a version wrote it that noted no hash.</summary>
    [Fact]
    public async Task BytesWithoutAHashCountAsMissing()
    {
        var storage = await azurite.NewStorageAsync();
        await BlobOf(storage).UploadAsync(BinaryData.FromBytes(new byte[] { 1, 2, 3 }), Cancel);

        Assert.Null(await new BlobPretrainedStore(storage, Description).FindAsync(Key, Cancel));
    }

    /// <summary>Retention goes by the time of the last change.</summary>
    [Fact]
    public async Task WhatIsFoundIsMarkedAsUsedAndStaysWhatItIs()
    {
        var storage = await azurite.NewStorageAsync();
        var store = new BlobPretrainedStore(storage, Description);
        await store.KeepAsync(Key, [1, 2, 3], Cancel);
        var before = (await BlobOf(storage).GetPropertiesAsync(cancellationToken: Cancel)).Value;

        Assert.Equal([1, 2, 3], await store.FindAsync(Key, Cancel));

        var after = (await BlobOf(storage).GetPropertiesAsync(cancellationToken: Cancel)).Value;
        Assert.NotEqual(before.ETag, after.ETag);
        Assert.Equal(before.Metadata, after.Metadata);
        Assert.Equal([1, 2, 3], await store.FindAsync(Key, Cancel));
    }

    [Fact]
    public async Task ASecondJobTakesWhatTheFirstLearnedAndLearnsAnewWhereThatIsSpoiled()
    {
        // A season of runs, of which the last days were observed: the archive is what teaches.
        var options = new AlignmentOptions { HistoryHours = 12, HorizonHours = 6 };
        var windows = new SimulatedWeather { Days = 125, Stations = 1 }.Windows(options).ObservedFor(14, options);
        var storage = await azurite.NewStorageAsync();
        using (var folder = new WorkFolder())
        {
            await new DatasetStore(storage, folder).WriteAsync(windows, Dataset, Cancel);
        }

        var (first, learning) = await TrainAsync(storage, "first");
        var kept = await KeptAsync(storage);
        var (second, taking) = await TrainAsync(storage, "second");
        var bytes = (await kept.DownloadContentAsync(Cancel)).Value.Content.ToArray();
        await SpoilAsync(kept, bytes[..(bytes.Length / 2)]);
        var (third, learningAgain) = await TrainAsync(storage, "third");

        Assert.Contains(learning, n => n.Contains(Learned, StringComparison.Ordinal));
        Assert.Contains(taking, n => n.Contains(Taken, StringComparison.Ordinal));
        Assert.DoesNotContain(taking, n => n.Contains(Learned, StringComparison.Ordinal));
        Assert.Contains(learningAgain, n => n.Contains(Learned, StringComparison.Ordinal));
        Assert.Equal([first, first], [second, third]);
        Assert.Equal(bytes, (await kept.DownloadContentAsync(Cancel)).Value.Content.ToArray());
    }

    private static BlobClient BlobOf(WeatherStorage storage) => storage.Training.GetBlobClient(PretrainedBlobs.NameOf(Key));

    /// <summary>Other bytes under what the blob says of itself.</summary>
    private static async Task SpoilAsync(BlobClient blob, byte[] bytes)
    {
        var metadata = (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.Metadata;
        await blob.UploadAsync(BinaryData.FromBytes(bytes), new BlobUploadOptions { Metadata = metadata }, Cancel);
    }

    private static async Task<BlobClient> KeptAsync(WeatherStorage storage)
    {
        var names = new List<string>();
        await foreach (var blob in storage.Training.GetBlobsAsync(
            BlobTraits.None,
            BlobStates.None,
            PretrainedBlobs.NameOf(string.Empty),
            Cancel))
        {
            names.Add(blob.Name);
        }

        return storage.Training.GetBlobClient(Assert.Single(names));
    }

    /// <summary>Trains; the hash of the student, and the notes of the job's progress.</summary>
    private static async Task<(string? Student, IReadOnlyList<string> Notes)> TrainAsync(WeatherStorage storage, string job)
    {
        var settings = new TrainingSettings { Epochs = 1, HiddenSize = 4, BatchSize = 256, Device = "cpu" };
        await storage.Training
            .GetBlobClient($"{job}/{TrainingJob.Request}")
            .WriteJsonAsync(new TrainingRequest(job, Dataset, StudentVariant.Standalone, settings), Cancel);
        Assert.Equal(TrainingJob.ExitTrained, await new TrainingJobExecution(storage).RunAsync(job, Cancel));
        var result = await storage.Training.GetBlobClient($"{job}/{TrainingJob.Result}").TryReadJsonAsync<TrainingResult>(Cancel);
        var lines = (await storage.Training
            .GetBlobClient($"{job}/{TrainingJob.Progress}")
            .DownloadContentAsync(Cancel)).Value.Content.ToString();
        return (result!.Value.StudentSha256, lines.Split('\n'));
    }
}
