using WeatherKd.TestSupport;
using WeatherKd.Training.Jobs;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

public sealed class BlobJournalTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OfTwoExecutionsOfOneJobTheLaterGoesOn()
    {
        var storage = await azurite.NewStorageAsync();
        var earlier = new BlobJournal(storage, "job", StudentVariant.Guided);
        var later = new BlobJournal(storage, "job", StudentVariant.Guided);
        Assert.Null(await earlier.ReadCheckpointAsync(Cancel));
        await earlier.WriteCheckpointAsync([1], Cancel);

        Assert.Equal([1], await later.ReadCheckpointAsync(Cancel));

        await Assert.ThrowsAsync<JournalTakenOverException>(() => earlier.WriteCheckpointAsync([2], Cancel));
        await later.WriteCheckpointAsync([3], Cancel);
        await Assert.ThrowsAsync<JournalTakenOverException>(() => earlier.WriteCheckpointAsync([4], Cancel));
        Assert.Equal([3], await new BlobJournal(storage, "job", StudentVariant.Guided).ReadCheckpointAsync(Cancel));
    }

    [Fact]
    public async Task OneThatBeginsBeforeTheFirstCheckpointIsTakenOverToo()
    {
        var storage = await azurite.NewStorageAsync();
        var earlier = new BlobJournal(storage, "job", StudentVariant.Guided);
        var later = new BlobJournal(storage, "job", StudentVariant.Guided);
        Assert.Null(await earlier.ReadCheckpointAsync(Cancel));
        Assert.Null(await later.ReadCheckpointAsync(Cancel));

        await Assert.ThrowsAsync<JournalTakenOverException>(() => earlier.WriteCheckpointAsync([1], Cancel));
        await later.WriteCheckpointAsync([2], Cancel);
    }

    [Fact]
    public async Task AMemberOfAnEnsembleHasACheckpointOfItsOwnAndSharesTheLines()
    {
        var storage = await azurite.NewStorageAsync();
        var journal = new BlobJournal(storage, "job", StudentVariant.Guided);
        foreach (var number in new[] { 1, 2 })
        {
            var member = new MemberJournal(journal, number, 2);
            Assert.Null(await member.ReadCheckpointAsync(Cancel));
            await member.WriteCheckpointAsync([(byte)number], Cancel);
            await member.ReportAsync(new TrainingProgress(1, 0.5, 0.6, 1e-3, Seconds: 4, WindowsPerSecond: 10), Cancel);
        }

        Assert.Null(await journal.ReadCheckpointAsync(Cancel));
        Assert.Equal([2], await new BlobJournal(storage, "job", StudentVariant.Guided).OfMember(2).ReadCheckpointAsync(Cancel));
        var lines = (await storage.Training
            .GetBlobClient($"job/{TrainingJob.Progress}")
            .DownloadContentAsync(Cancel)).Value.Content.ToString();
        Assert.Equal(2, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("Member 2 of 2 of the ensemble: epoch 1, RMSE 0.600 on the validation part.", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheLineOfAnEpochThatWasTrainedTwiceIsWrittenOnce()
    {
        var storage = await azurite.NewStorageAsync();
        await new BlobJournal(storage, "job", StudentVariant.Guided).ReportAsync(
            new TrainingProgress(1, 0.5, 0.6, 1e-3, Seconds: 4, WindowsPerSecond: 10),
            Cancel);
        var next = new BlobJournal(storage, "job", StudentVariant.Guided);

        await next.ReportAsync(new TrainingProgress(1, 0.5, 0.6, 1e-3, Seconds: 3, WindowsPerSecond: 12), Cancel);
        await next.ReportAsync(new TrainingProgress(2, 0.4, 0.5, 1e-3, Seconds: 3, WindowsPerSecond: 12), Cancel);

        var lines = (await storage.Training
            .GetBlobClient($"job/{TrainingJob.Progress}")
            .DownloadContentAsync(Cancel)).Value.Content.ToString();
        Assert.Equal(2, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task ALineThatIsThereUnknownToItsExecutionIsNotWrittenAgain()
    {
        var storage = await azurite.NewStorageAsync();
        var earlier = new BlobJournal(storage, "job", StudentVariant.Guided);
        var later = new BlobJournal(storage, "job", StudentVariant.Guided);
        TrainingProgress[] epochs =
        [
            .. Enumerable.Range(1, 3).Select(e => new TrainingProgress(e, 0.5, 0.6, 1e-3, Seconds: 4, WindowsPerSecond: 10))
        ];

        // As after a reply that was lost on the way: the line stands, and who wrote it does not know.
        await later.ReportAsync(epochs[0], Cancel);
        await earlier.ReportAsync(epochs[1], Cancel);
        await later.ReportAsync(epochs[1], Cancel);
        await later.ReportAsync(epochs[2], Cancel);
        await earlier.ReportAsync(epochs[2], Cancel);

        var lines = (await storage.Training
            .GetBlobClient($"job/{TrainingJob.Progress}")
            .DownloadContentAsync(Cancel)).Value.Content.ToString();
        Assert.Equal(3, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
