using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Watch;

/// <summary>
/// Deletes what is old and no longer referred to. First a plan, which deletes nothing and says what would go and why; then the plan is
/// carried out. Ages are by storage's clock. Where the champion or a protected student cannot be read, there is no plan: what it refers to
/// is then not known.
/// </summary>
public sealed partial class Retention(
    WeatherStorage storage,
    StudentRegistry registry,
    IOptions<RetentionOptions> options,
    TimeProvider clock,
    ILogger<Retention> logger)
{
    private static readonly TimeSpan LeastAge = TimeSpan.FromDays(7);

    /// <summary>Folders of the <c>training</c> container that are no job's.</summary>
    private static readonly HashSet<string> NoJobs = new(
        ["datasets", PretrainedBlobs.Folder, "parts", "surveys"],
        StringComparer.Ordinal);

    /// <summary>What would be deleted now.</summary>
    /// <exception cref="StudentDamagedException">A student that must stay cannot be read.</exception>
    public async Task<RetentionPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var kept = await KeptAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var champion = (await registry.ChampionAsync(cancellationToken))?.Value.Sequence;
        var items = new List<RetentionItem>();
        if (options.Value.Students is { } students)
        {
            await AddFoldersAsync(
                items,
                storage.Students,
                string.Empty,
                id => StudentRegistry.IsId(id) && !kept.Students.Contains(id),
                now - Longer(students),
                "out of service",
                cancellationToken);
        }

        if (options.Value.Jobs is { } jobs)
        {
            var before = now - Longer(jobs);
            await AddFoldersAsync(
                items,
                storage.Training,
                "datasets/",
                id => !kept.Datasets.Contains(id),
                before,
                "dataset of no student that is kept",
                cancellationToken);
            await AddPartsAsync(items, before, cancellationToken);
            await AddPretrainedAsync(items, kept.StationSets, before, cancellationToken);
            await AddFoldersAsync(
                items,
                storage.Training,
                string.Empty,
                job => !NoJobs.Contains(job) && !kept.Jobs.Contains(job),
                before,
                "job of no student that is kept",
                cancellationToken);
        }

        if (options.Value.Archive is { } archive)
        {
            foreach (var kind in new[] { ForecastArchive.Issued, ForecastArchive.Shadow })
            {
                var last = DateOnly.FromDateTime((now - archive).UtcDateTime);
                await AddFoldersAsync(
                    items,
                    storage.Archive,
                    kind + "/",
                    day => Day(day) < last,
                    now,
                    "forecasts of an old day",
                    cancellationToken);
            }
        }

        if (options.Value.Segments is { } segments)
        {
            await AddSegmentsAsync(items, now - segments, kept.LearnedFrom, cancellationToken);
        }

        return new RetentionPlan(now, champion, items);
    }

    /// <summary>Deletes what a plan names. Does nothing where the champion has changed since the plan was made.</summary>
    /// <returns>Number of blobs deleted.</returns>
    /// <exception cref="InvalidOperationException">The champion has changed; make a new plan.</exception>
    public async Task<int> ApplyAsync(RetentionPlan plan, CancellationToken cancellationToken)
    {
        if ((await registry.ChampionAsync(cancellationToken))?.Value.Sequence != plan.ChampionSequence)
        {
            throw new InvalidOperationException(
                "The champion has changed since this plan was made, and with it what must be kept. Make a new plan.");
        }

        var deleted = 0;
        foreach (var item in plan.Items)
        {
            var container = storage.Service.GetBlobContainerClient(item.Container);

            // A student's manifest goes first: half a folder is then not a student, whatever happens in between.
            foreach (var blob in item.Blobs.OrderByDescending(b => b.EndsWith(
                "/" + StudentRegistry.ManifestName,
                StringComparison.Ordinal)))
            {
                deleted += await container.DeleteBlobIfExistsAsync(blob, cancellationToken: cancellationToken) ? 1 : 0;
            }

            logger.LogInformation("Deleted {Container}/{Folder} ({Reason})", item.Container, item.Folder, item.Reason);
        }

        return deleted;
    }

    private static TimeSpan Longer(TimeSpan age) => age > LeastAge ? age : LeastAge;

    private static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : DateOnly.MaxValue;

    /// <summary>
    /// The champion, its predecessors, a challenger, and the students that any of them grew from; with what they refer to.
    /// </summary>
    private async Task<Kept> KeptAsync(CancellationToken cancellationToken)
    {
        HashSet<string> students = new(StringComparer.Ordinal), jobs = new(StringComparer.Ordinal);
        HashSet<string> datasets = new(StringComparer.Ordinal), stationSets = new(StringComparer.Ordinal);
        var learnedFrom = DateTimeOffset.MaxValue;
        var open = new Queue<string>();
        if ((await registry.ChampionAsync(cancellationToken))?.Value is { } champion)
        {
            open.Enqueue(champion.Student);
            foreach (var predecessor in (await registry.PredecessorsAsync(champion, cancellationToken)).Take(options.Value.Predecessors))
            {
                open.Enqueue(predecessor);
            }
        }

        if ((await registry.ChallengerAsync(cancellationToken))?.Student is { } challenger)
        {
            open.Enqueue(challenger);
        }

        while (open.TryDequeue(out var id))
        {
            if (!students.Add(id) || await registry.FindAsync(id, cancellationToken) is not { } manifest)
            {
                continue;
            }

            jobs.Add(manifest.Job);
            datasets.Add(manifest.Lineage.DatasetId);
            stationSets.Add(PretrainedBlobs.StationSet(manifest.Lineage.Model, manifest.Lineage.Stations));
            var first = manifest.Lineage.TrainedFrom.AddHours(-manifest.Lineage.HistoryHours);
            learnedFrom = first < learnedFrom ? first : learnedFrom;
            if (manifest.Lineage.Parent is { } parent)
            {
                open.Enqueue(parent);
            }
        }

        return new Kept(students, jobs, datasets, stationSets, learnedFrom);
    }

    /// <summary>Adds the folders below a prefix whose every blob is older than a time.</summary>
    private static async Task AddFoldersAsync(
        List<RetentionItem> items,
        BlobContainerClient container,
        string prefix,
        Func<string, bool> mayGo,
        DateTimeOffset before,
        string reason,
        CancellationToken cancellationToken)
    {
        var folders = new Dictionary<string, List<BlobItem>>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken))
        {
            var slash = blob.Name.IndexOf('/', prefix.Length);
            if (slash > 0 && blob.Name[prefix.Length..slash] is var folder && mayGo(folder))
            {
                (folders.TryGetValue(folder, out var blobs) ? blobs : folders[folder] = []).Add(blob);
            }
        }

        items.AddRange(folders
            .Where(f => f.Value.TrueForAll(b => b.Properties.LastModified < before))
            .Select(f => new RetentionItem(
                container.Name,
                prefix + f.Key,
                reason,
                f.Value.Sum(b => b.Properties.ContentLength ?? 0),
                [.. f.Value.Select(b => b.Name)])));
    }

    /// <summary>
    /// Adds parts of datasets that no dataset which stays is made of. Those that an alignment uses now are marked as used by it, and so are
    /// young.
    /// </summary>
    private async Task AddPartsAsync(List<RetentionItem> items, DateTimeOffset before, CancellationToken cancellationToken)
    {
        const string Lists = "/parts.json";
        var going = items.SelectMany(i => i.Blobs).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var blob in storage.Training.GetBlobsAsync(BlobTraits.None, BlobStates.None, "datasets/", cancellationToken))
        {
            if (blob.Name.EndsWith(Lists, StringComparison.Ordinal) && !going.Contains(blob.Name)
                && await storage.Training
                    .GetBlobClient(blob.Name)
                    .TryReadJsonAsync<DatasetParts>(cancellationToken) is { Value: var parts })
            {
                used.UnionWith(parts.Windows.Select(w => w.Blob));
                used.UnionWith(parts.Series.Select(s => s.Blob));
            }
        }

        var unused = new List<BlobItem>();
        await foreach (var blob in storage.Training.GetBlobsAsync(BlobTraits.None, BlobStates.None, DatasetParts.Prefix, cancellationToken))
        {
            if (!used.Contains(blob.Name) && blob.Properties.LastModified < before)
            {
                unused.Add(blob);
            }
        }

        if (unused.Count > 0)
        {
            items.Add(new RetentionItem(
                storage.Training.Name,
                DatasetParts.Prefix.TrimEnd('/'),
                "parts of no dataset that is kept",
                unused.Sum(b => b.Properties.ContentLength ?? 0),
                [.. unused.Select(b => b.Name)]));
        }
    }

    private async Task AddSegmentsAsync(
        List<RetentionItem> items,
        DateTimeOffset before,
        DateTimeOffset learnedFrom,
        CancellationToken cancellationToken)
    {
        var last = SegmentWriter.MonthName(before < learnedFrom ? before : learnedFrom);
        foreach (var prefix in SegmentFolders.All)
        {
            await foreach (var blob in storage.Store.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix + "/", cancellationToken))
            {
                var parts = blob.Name.Split('/');
                if (parts.Length >= 3 && string.CompareOrdinal(parts[^2], last) < 0)
                {
                    items.Add(new RetentionItem(
                        storage.Store.Name,
                        blob.Name,
                        "a month before all that the kept students learned from",
                        blob.Properties.ContentLength ?? 0,
                        [blob.Name]));
                }
            }
        }
    }

    /// <summary>What stays, however old.</summary>
    /// <param name="Students">Ids of students.</param>
    /// <param name="Jobs">Their jobs.</param>
    /// <param name="Datasets">Their datasets.</param>
    /// <param name="StationSets">Their models and stations (<see cref="PretrainedBlobs.StationSet"/>).</param>
    /// <param name="LearnedFrom">Start of what they learned from.</param>
    private sealed record Kept(
        HashSet<string> Students,
        HashSet<string> Jobs,
        HashSet<string> Datasets,
        HashSet<string> StationSets,
        DateTimeOffset LearnedFrom);
}

/// <summary>What would be deleted.</summary>
/// <param name="MadeAt">When the plan was made.</param>
/// <param name="ChampionSequence">The champion that it was made for; null where there was none.</param>
/// <param name="Items">Folder by folder.</param>
public sealed record RetentionPlan(DateTimeOffset MadeAt, long? ChampionSequence, IReadOnlyList<RetentionItem> Items)
{
    /// <summary>Bytes that would be freed.</summary>
    public long Bytes => Items.Sum(i => i.Bytes);
}

/// <summary>A folder that would be deleted.</summary>
/// <param name="Container">Its container.</param>
/// <param name="Folder">Its name.</param>
/// <param name="Reason">Why it may go.</param>
/// <param name="Bytes">What it holds.</param>
/// <param name="Blobs">Its blobs.</param>
public sealed record RetentionItem(string Container, string Folder, string Reason, long Bytes, IReadOnlyList<string> Blobs);
