using WeatherKd.Alignment;
using WeatherKd.NumericalModels;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Aligning;
using WeatherKd.Series;
using WeatherKd.TestSupport;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Retraining.Aligning;

/// <summary>A record aligned by shard and month against the same record aligned in memory in one piece.</summary>
public sealed class DatasetAlignmentTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2021, 1, 22, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Few = ["108", "129", "133"];
    private static readonly string[] Many = [.. Enumerable.Range(0, 150).Select(i => $"S{i:D3}")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ShardsAndMonthsGiveTheWindowsOfTheWholeRecordAlsoWhereHalfTheStationsHaveNoRun()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", Many, Start, 24 * 11);
        await record.IssueAsync(Many.Where((_, i) => i % 2 == 0), Start.AddDays(-4), runs: 28);

        var (aligned, written, kept) = await record.AlignAsync();

        var parts = (await record.Datasets.FindPartsAsync(aligned.Folder, Cancel))!;
        Assert.True(parts.Shards.Count > 1);
        Assert.Equal((parts.Windows.Count + parts.Series.Count, 0), (written, kept));
        await SameDataset.AssertAsync(await record.InOnePieceAsync(aligned.Id), await record.Datasets.OpenAsync(aligned.Folder, Cancel));
    }

    [Fact]
    public async Task AWindsDirectionIsLearnedAsItsComponentsAndRainAsWhetherItFell()
    {
        await using var record = await StoredRecord.OpenAsync(
            azurite,
            configure: o => o.Targets = ["temperature_2m", "wind_direction_10m", "precipitation_probability"]);
        await record.ObserveAsync("file", Few, Start, 24 * 20, windAndRain: true);
        await record.IssueAsync(Few, Start, runs: 40, windAndRain: true);

        var (aligned, _, _) = await record.AlignAsync();

        var source = await record.Datasets.OpenAsync(aligned.Folder, Cancel);
        string[] targets = ["temperature_2m", "precipitation_probability", "wind_u_10m", "wind_v_10m"];
        Assert.Equal(targets, source.Description.Targets);
        Assert.Superset(targets.ToHashSet(), source.Description.Inputs.ToHashSet());
        Assert.Superset(targets.ToHashSet(), source.Description.TeacherVariables.ToHashSet());
        Assert.DoesNotContain("wind_direction_10m", source.Description.TeacherVariables);
        var block = await source.ReadAsync(DatasetPart.Training, 0, Cancel);
        for (var lead = 1; lead <= source.Description.HorizonHours; lead++)
        {
            var hour = block.Origins[0] + lead;
            var row = block.Targets.AsSpan((lead - 1) * targets.Length, targets.Length);
            var (speed, from) = StoredRecord.WindAt(hour);
            var (east, north) = speed == 0 ? (0, 0) : Wind.Components(speed, from);
            Assert.Equal(StoredRecord.RainAt(hour) >= 0.1 ? 100 : 0, row[1]);
            Assert.Equal(east, row[2], 1e-5);
            Assert.Equal(north, row[3], 1e-5);

            var teacher = block.Teacher.AsSpan(
                (source.Description.HistoryHours + lead - 1) * source.Description.TeacherVariables.Count,
                source.Description.TeacherVariables.Count);
            var modelled = teacher[source.Description.TeacherVariables.IndexOf("wind_u_10m")];
            Assert.True(float.IsNaN(modelled) || Math.Abs(modelled - east) < 1e-5);
        }
    }

    [Fact]
    public async Task TheArchiveSaysWhatMadeItsNewestRunAndNotALaterOne()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", Few, Start, 24 * 20);
        await record.IssueAsync(Few, Start, runs: 40);
        await NoteAsync(record, runs: 40, run => run == 39 ? ["rksl, process 2"] : ["rksl, process 1"]);

        var (aligned, _, _) = await record.AlignAsync();

        var archive = (await record.Datasets.OpenAsync(aligned.Folder, Cancel)).Description.Archive!;
        Assert.True(archive.NewestRun < Start.AddDays(19));
        Assert.Equal("rksl, process 1", archive.Version);
        Assert.Null(archive.LeftOut);
        Assert.Equal(Start, archive.FirstRun);
    }

    [Fact]
    public async Task RunsOfAnotherVersionOfTheModelAreNoPartOfTheArchive()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", Few, Start, 24 * 20);
        await record.IssueAsync(Few, Start, runs: 40);
        await NoteAsync(record, runs: 40, run => run < 10 ? ["rksl, process 1"] : ["rksl, process 2"]);

        var (aligned, _, _) = await record.AlignAsync();

        var source = await record.Datasets.OpenAsync(aligned.Folder, Cancel);
        var archive = source.Description.Archive!;
        Assert.Equal(Start.AddDays(5), archive.FirstRun);
        Assert.Equal("rksl, process 2", archive.Version);
        Assert.Equal(
            "The teacher's archive of before 2021-01-27T00:00:00Z is left out: its runs were made by another version of the model "
            + "(rksl, process 1; now rksl, process 2).",
            archive.LeftOut);
        var series = await source.Archive!.ReadAsync(0, Cancel);
        Assert.Equal(Hour.Floor(archive.FirstRun) + 1, series.FirstHour);
        Assert.False(float.IsNaN(series.Values[0]));
    }

    /// <summary>A new station beside a model that has run for months: its first fortnight is enough.</summary>
    [Fact]
    public async Task FewDaysOfObservationsAreEnoughBesideASeasonOfRuns()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", ["129"], Start.AddDays(85), 24 * 14);
        await record.IssueAsync(["129"], Start, runs: 4, everyHours: 24);
        var few = await AlignedAsync(record);
        await record.IssueAsync(["129"], Start.AddDays(4), runs: 96, everyHours: 24);
        var many = await AlignedAsync(record);
        await using var off = await StoredRecord.OpenAsync(azurite, record.Storage, configureRetraining: o => o.Training = new()
        {
            Archive = ArchiveUse.Off,
        });
        var withoutArchive = await AlignedAsync(off);

        Assert.Null(many.Insufficient);
        Assert.InRange(many.TrainingWindows, 16, 60);
        Assert.Contains("needed: 200 training windows (Retraining:MinimumWindows)", few.Insufficient, StringComparison.Ordinal);
        Assert.Contains("needed: 200 training windows (Retraining:MinimumWindows)", withoutArchive.Insufficient, StringComparison.Ordinal);

        static Task<AlignedDataset> AlignedAsync(StoredRecord of) => of.Alignment.RunAsync(StoredRecord.Model, Cancel);
    }

    [Fact]
    public async Task TheSameBytesComeOutInWhateverOrderAndPlaceTheShardsAreAligned()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", Many, Start, 24 * 11);
        await record.IssueAsync(Many, Start, runs: 22);
        var (aligned, _, _) = await record.AlignAsync();
        var first = (await record.Datasets.FindPartsAsync(aligned.Folder, Cancel))!;
        foreach (var part in first.Windows.Select(w => w.Blob).Concat(first.Series.Select(s => s.Blob)))
        {
            await record.Storage.Training.DeleteBlobAsync(part, cancellationToken: Cancel);
        }

        await using var other = await StoredRecord.OpenAsync(azurite, record.Storage);
        var (again, written, _) = await other.AlignAsync(backwards: true);

        Assert.Equal(aligned, again);
        Assert.Equal(first.Windows.Count + first.Series.Count, written);
        Assert.Equivalent(first, await other.Datasets.FindPartsAsync(aligned.Folder, Cancel), strict: true);
    }

    [Fact]
    public async Task TwoHostsThatAlignTheSameRecordAtOnceLeaveOneDataset()
    {
        await using var one = await StoredRecord.OpenAsync(azurite);
        await one.ObserveAsync("file", Few, Start, 24 * 20);
        await one.IssueAsync(Few, Start, runs: 40);
        await using var two = await StoredRecord.OpenAsync(azurite, one.Storage);

        var both = await Task.WhenAll(
            one.Alignment.RunAsync(StoredRecord.Model, Cancel),
            two.Alignment.RunAsync(StoredRecord.Model, Cancel));

        Assert.Equal(both[0], both[1]);
        await SameDataset.AssertAsync(await one.InOnePieceAsync(both[0].Id), await two.Datasets.OpenAsync(both[0].Folder, Cancel));
    }

    [Fact]
    public async Task AShardThatCannotBeReadFailsWithItsNameAndTheReason()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", Few, Start, 24 * 20);
        var plan = await record.Alignment.PlanAsync(StoredRecord.Model, Cancel);
        var segment = (await record.Observations.ListAsync(null, null, Cancel))[0];
        await record.Storage.Store.GetBlobClient(segment).UploadAsync(BinaryData.FromString("no Parquet"), overwrite: true, Cancel);

        var error = await Assert.ThrowsAsync<ShardFailedException>(() => record.Alignment.AlignAsync(plan.Dataset, 0, Cancel));

        Assert.StartsWith("shard 1 of 1 (all stations): store/", error.Message, StringComparison.Ordinal);
        Assert.Contains(segment, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfMoreWindowsThanAllowedTheSameAreKeptHoweverTheyAreSharded()
    {
        await using var record = await StoredRecord.OpenAsync(azurite, configure: o => o.MaximumWindows = 10_000);
        await record.ObserveAsync("file", Many, Start, 24 * 13);

        var (aligned, _, _) = await record.AlignAsync();

        var windows = await record.Datasets.OpenAsync(aligned.Folder, Cancel);
        var whole = await SameDataset.WindowsAsync(await record.InOnePieceAsync(aligned.Id));
        var share = new WindowShare(windows.Description.Halvings);
        Assert.Equal(1, share.Halvings);
        Assert.Equal(
            whole.Where(w => share.KeptOf(w.Key.Station)(w.Key.Origin)).OrderBy(w => w.Key),
            (await SameDataset.WindowsAsync(windows)).OrderBy(w => w.Key));
        Assert.InRange(windows.Description.WindowCounts.Values.Sum(), 1, 10_000);
    }

    [Fact]
    public async Task AStationWithACenturyOfDataIsReadMonthByMonth()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        for (var year = 1921; year < 2021; year += 10)
        {
            await record.ObserveAsync($"{year}", ["129"], new DateTimeOffset(year, 5, 1, 0, 0, 0, TimeSpan.Zero), 24 * 10);
        }

        await record.ObserveAsync("now", Few, Start, 24 * 20);

        var (aligned, _, _) = await record.AlignAsync();

        await SameDataset.AssertAsync(await record.InOnePieceAsync(aligned.Id), await record.Datasets.OpenAsync(aligned.Folder, Cancel));
    }

    [Fact]
    public async Task AMonthOfVeryManySegmentsReadsAsOneOfFew()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.ObserveAsync("file", Few, Start.AddDays(5), 24 * 15);
        for (var hour = 0; hour < 120; hour++)
        {
            await record.ObserveAsync($"hour {hour}", Few, Start.AddHours(hour), 1);
        }

        var (aligned, _, _) = await record.AlignAsync();

        await SameDataset.AssertAsync(await record.InOnePieceAsync(aligned.Id), await record.Datasets.OpenAsync(aligned.Folder, Cancel));
    }

    [Fact]
    public async Task WithoutAnObservationThereIsNothingToAlignAndASentenceSaysSo()
    {
        await using var record = await StoredRecord.OpenAsync(azurite);
        await record.IssueAsync(Few, Start, runs: 4);

        var plan = await record.Alignment.PlanAsync(StoredRecord.Model, Cancel);

        Assert.Equal(0, plan.Shards);
        Assert.Contains("no observations", plan.Insufficient, StringComparison.Ordinal);
    }

    private static Task NoteAsync(StoredRecord record, int runs, Func<int, IReadOnlyCollection<string>> versions) =>
        record.Ledger.NoteAsync(
            StoredRecord.Model,
            [.. Enumerable.Range(0, runs).Select(run => new RunPart(
                Start.AddHours(12 * run),
                new Dictionary<string, IReadOnlyCollection<int>> { ["temperature_2m"] = [1, 36] },
                versions(run)))],
            wholeRuns: true,
            Start,
            Cancel);
}
