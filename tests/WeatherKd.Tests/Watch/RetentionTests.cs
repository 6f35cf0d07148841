using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Tests.Students;
using WeatherKd.TestSupport;
using WeatherKd.TrainingJobs;
using WeatherKd.Watch;

namespace WeatherKd.Tests.Watch;

/// <summary>Three students in a row, of which one predecessor is kept, looked at two years later.</summary>
public sealed class RetentionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly List<string> _students = [];
    private WeatherStorage _storage = null!;
    private StudentRegistry _registry = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = await azurite.NewStorageAsync();
        _registry = new StudentRegistry(_storage, _clock, NullLogger<StudentRegistry>.Instance);
        for (var i = 0; i < 3; i++)
        {
            var onnx = HandMadeStudent.Write(i, $"data{i}");
            var student = (await _registry.RegisterAsync(new NewStudent
            {
                Onnx = onnx,
                Job = $"job{i}",
                NewestRun = _clock.GetUtcNow(),
            }, CancellationToken.None)).Id;
            _students.Add(student);
            await _registry.PromoteAsync(student, $"p{i}", "test", "better", i, CancellationToken.None);
            await PutAsync(_storage.Training, $"job{i}/request.json");
            await PutAsync(_storage.Training, $"datasets/data{i}/training.parquet");
        }

        await PutAsync(_storage.Archive, "issued/2015-01-01/a.parquet");
        await PutAsync(_storage.Store, "observations/2010-01/a.parquet");
        await PutAsync(_storage.Store, "observations/2019-12/a.parquet");
        _clock.Advance(TimeSpan.FromDays(730));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ThePlanNamesWhatNeitherChampionNorPredecessorRefersToAndDeletesNothing()
    {
        var plan = await NewRetention().PlanAsync(Cancel);
        Assert.Equal(
            [$"students/{_students[0]}", "training/datasets/data0", "training/job0"],
            plan.Items.Select(i => $"{i.Container}/{i.Folder}").Order(StringComparer.Ordinal));
        Assert.NotNull(await _registry.FindAsync(_students[0], Cancel));
        Assert.True(plan.Bytes > 0);
    }

    [Fact]
    public async Task ArchiveAndSegmentsGoOnlyWhenAskedForAndNeverWhatAKeptStudentLearnedFrom()
    {
        var options = new RetentionOptions
        {
            Students = null,
            Jobs = null,
            Archive = TimeSpan.FromDays(365),
            Segments = TimeSpan.FromDays(1),
        };
        var plan = await NewRetention(options).PlanAsync(Cancel);
        // The hand-made students learned from 2020-01-01 on, with 48 h of history before it: December 2019 stays.
        Assert.Equal(
            ["archive/issued/2015-01-01", "store/observations/2010-01/a.parquet"],
            plan.Items.Select(i => $"{i.Container}/{i.Folder}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ThePlanCarriedOutLeavesChampionAndPredecessorLoadable()
    {
        var retention = NewRetention();
        Assert.True(await retention.ApplyAsync(await retention.PlanAsync(Cancel), Cancel) >= 4);
        Assert.Null(await _registry.FindAsync(_students[0], Cancel));
        (await _registry.OpenSessionAsync(_students[1], Cancel)).Dispose();
        (await _registry.OpenSessionAsync(_students[2], Cancel)).Dispose();
        Assert.Empty((await retention.PlanAsync(Cancel)).Items);
    }

    [Fact]
    public async Task APlanMadeBeforeARollbackIsNotCarriedOut()
    {
        var retention = NewRetention();
        var plan = await retention.PlanAsync(Cancel);
        await _registry.RollbackAsync(null, "operator", "worse", Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => retention.ApplyAsync(plan, Cancel));
        Assert.NotNull(await _registry.FindAsync(_students[0], Cancel));
    }

    [Fact]
    public async Task YoungThingsStayWhateverIsConfigured()
    {
        _clock.SetUtcNow(DateTimeOffset.UtcNow.AddDays(800));
        var young = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(1));
        var retention = new Retention(
            _storage,
            _registry,
            Options.Create(new RetentionOptions { Predecessors = 1, Students = TimeSpan.Zero, Jobs = TimeSpan.Zero }),
            young,
            NullLogger<Retention>.Instance);
        Assert.Empty((await retention.PlanAsync(Cancel)).Items);
    }

    [Fact]
    public async Task PartsGoWithTheLastDatasetThatIsMadeOfThem()
    {
        foreach (var (dataset, parts) in new[] { ("data0", new[] { "old", "shared" }), ("data2", ["shared", "new"]) })
        {
            var windows = parts.Select(p => new WindowPart($"parts/{p}.parquet", "0", 0, new(0), 1, string.Empty));
            await _storage.Training
                .GetBlobClient($"datasets/{dataset}/parts.json")
                .WriteJsonAsync(new DatasetParts([StationRange.All], [.. windows], []), Cancel);
            foreach (var part in parts)
            {
                await PutAsync(_storage.Training, $"parts/{part}.parquet");
            }
        }

        var plan = await NewRetention().PlanAsync(Cancel);

        Assert.Equal(["parts/old.parquet"], Assert.Single(plan.Items, i => i.Folder == "parts").Blobs);
    }

    /// <summary>The hand-made students are of the model kma and station 129; nobody's is a training that takes nothing any more.</summary>
    [Fact]
    public async Task WhatTheArchiveTaughtStationsThatAreNoMoreGoesButNotWhatTheNewestTrainingWouldTake()
    {
        await PutPretrainedAsync("gone", "kma", "12", "9");
        await PutPretrainedAsync("of-another-model", "gfs", "129");
        await PutAsync(_storage.Training, "lessons/nobodys");
        await PutPretrainedAsync("champions", "kma", "129");
        await PutPretrainedAsync("champions-other-variant", "kma", "129");
        await PutPretrainedAsync("newest-other-variant", "kma", "1", "2");
        await LaterThanAsync("newest-other-variant");
        await PutPretrainedAsync("newest", "kma", "2", "1");

        var plan = await NewRetention().PlanAsync(Cancel);

        Assert.Equal(
            ["lessons/gone", "lessons/nobodys", "lessons/of-another-model"],
            Assert.Single(plan.Items, i => i.Folder == "lessons").Blobs);
    }

    [Fact]
    public async Task WhatTheArchiveTaughtStaysWhileItIsYoungAndWhereNothingIsToGo()
    {
        await PutPretrainedAsync("gone", "kma", "12", "9");
        await LaterThanAsync("gone");
        await PutPretrainedAsync("champions", "kma", "129");
        _clock.SetUtcNow(DateTimeOffset.UtcNow.AddDays(800));
        var young = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(20));

        Assert.DoesNotContain(
            (await NewRetention(new RetentionOptions { Jobs = null }).PlanAsync(Cancel)).Items, i => i.Folder == "lessons");
        Assert.DoesNotContain((await NewRetention(clock: young).PlanAsync(Cancel)).Items, i => i.Folder == "lessons");
        Assert.Contains((await NewRetention().PlanAsync(Cancel)).Items, i => i.Folder == "lessons");
    }

    [Fact]
    public async Task AChallengerIsKept()
    {
        await _registry.SetChallengerAsync(_students[0], "operator", Cancel);
        Assert.Empty((await NewRetention().PlanAsync(Cancel)).Items);
    }

    private static Task PutAsync(Azure.Storage.Blobs.BlobContainerClient container, string name) =>
        container.GetBlobClient(name).UploadAsync(BinaryData.FromString("x"), overwrite: true, CancellationToken.None);

    private Task PutPretrainedAsync(string key, string model, params string[] stations) => _storage.Training
        .GetBlobClient(PretrainedBlobs.NameOf(key))
        .UploadAsync(
            BinaryData.FromString("x"),
            new BlobUploadOptions
            {
                Metadata = new Dictionary<string, string> { [PretrainedBlobs.StationSetKey] = PretrainedBlobs.StationSet(model, stations) },
            },
            Cancel);

    /// <summary>Storage tells times in whole seconds: writes until the next one has come, so that what follows is the newest.</summary>
    private async Task LaterThanAsync(string key)
    {
        var before = (await _storage.Training
            .GetBlobClient(PretrainedBlobs.NameOf(key))
            .GetPropertiesAsync(cancellationToken: Cancel)).Value.LastModified;
        DateTimeOffset now;
        do
        {
            await PutAsync(_storage.Training, "datasets/data2/clock");
            now = (await _storage.Training
                .GetBlobClient("datasets/data2/clock")
                .GetPropertiesAsync(cancellationToken: Cancel)).Value.LastModified;
        }
        while (now <= before);
    }

    private Retention NewRetention(RetentionOptions? options = null, TimeProvider? clock = null)
    {
        options ??= new RetentionOptions();
        options.Predecessors = 1;
        return new Retention(_storage, _registry, Options.Create(options), clock ?? _clock, NullLogger<Retention>.Instance);
    }
}
