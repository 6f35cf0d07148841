using Azure.Storage.Blobs.Models;
using WeatherKd.Alignment;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Retraining.Aligning;

/// <summary>Parts of an aligned dataset that are kept, and those that are made anew.</summary>
public sealed class AlignedPartsTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2021, 1, 22, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Few = ["108", "129", "133"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneMoreDayMakesNothingAnewButTheHoursThatItReachesInto()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", Few, Start, 24 * 50);
        await record.IssueAsync(Few, Start, runs: 100);
        var (before, _, _) = await record.AlignAsync();
        await record.ObserveAsync("next day", Few, Start.AddDays(50), 24);
        await record.IssueAsync(Few, Start.AddDays(50), runs: 2);

        var (after, written, kept) = await record.AlignAsync();

        Assert.NotEqual(before.Id, after.Id);
        // The record ends on 12 March, then on the 13th: windows of the 12th, whose targets have come, and the teacher's series of the 13th
        // to 15th. Kept are January, February, the first eight days of March, and its days since.
        Assert.Equal((4, 13), (written, kept));
        await SameDataset.AssertAsync(await record.InOnePieceAsync(after.Id), await record.Datasets.OpenAsync(after.Folder, Cancel));
    }

    [Fact]
    public async Task ARecordThatHasNotChangedIsNotAlignedAgain()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", Few, Start, 24 * 20);
        var (before, _, _) = await record.AlignAsync();

        var (after, written, _) = await record.AlignAsync();

        Assert.Equal((before, 0), (after, written));
    }

    [Fact]
    public async Task APartThatWasDeletedOrAlteredIsMadeAnew()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", Few, Start, 24 * 20);
        await record.IssueAsync(Few, Start, runs: 40);
        var (aligned, _, _) = await record.AlignAsync();
        var parts = (await record.Datasets.FindPartsAsync(aligned.Folder, Cancel))!;
        await record.Storage.Training.DeleteBlobAsync(parts.Windows[0].Blob, cancellationToken: Cancel);
        await record.Storage.Training
            .GetBlobClient(parts.Series[0].Blob)
            .UploadAsync(BinaryData.FromString("altered"), overwrite: true, Cancel);

        var (_, written, _) = await record.AlignAsync();

        Assert.Equal(2, written);
        Assert.Equivalent(parts, await record.Datasets.FindPartsAsync(aligned.Folder, Cancel), strict: true);
        await SameDataset.AssertAsync(await record.InOnePieceAsync(aligned.Id), await record.Datasets.OpenAsync(aligned.Folder, Cancel));
    }

    [Fact]
    public async Task APartWhoseBytesWereAlteredBehindItsMetadataIsRefusedAndThenMadeAnew()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", Few, Start, 24 * 20);
        var (aligned, _, _) = await record.AlignAsync();
        var part = (await record.Datasets.FindPartsAsync(aligned.Folder, Cancel))!.Windows[0];
        var blob = record.Storage.Training.GetBlobClient(part.Blob);
        var bytes = (await blob.DownloadContentAsync(Cancel)).Value.Content.ToArray();
        bytes[100] ^= 1;
        var metadata = (await blob.GetPropertiesAsync(cancellationToken: Cancel)).Value.Metadata;
        await blob.UploadAsync(BinaryData.FromBytes(bytes), new BlobUploadOptions { Metadata = metadata }, Cancel);

        var windows = await record.Datasets.OpenAsync(aligned.Folder, Cancel);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => windows.ReadAsync(DatasetPart.Training, 0, Cancel));

        Assert.Contains(part.Blob, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await record.AlignAsync()).Written);
    }

    [Fact]
    public async Task SegmentsThatArePutTogetherMeanwhileAskForAnotherPlan()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        for (var day = 0; day < 30; day++)
        {
            await record.ObserveAsync($"day {day}", Few, new DateTimeOffset(2021, 1, 1 + day, 0, 0, 0, TimeSpan.Zero), 24);
        }

        var plan = await record.Alignment.PlanAsync(StoredRecord.Model, Cancel);
        await record.Compaction.RunAsync(Cancel);

        Assert.True((await record.Alignment.AlignAsync(plan.Dataset, 0, Cancel)).SegmentsGone);
        var (aligned, _, _) = await record.AlignAsync();
        await SameDataset.AssertAsync(await record.InOnePieceAsync(aligned.Id), await record.Datasets.OpenAsync(aligned.Folder, Cancel));
    }
}
