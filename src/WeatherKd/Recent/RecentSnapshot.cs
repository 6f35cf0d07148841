using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>
/// What serving reads, in <c>store/hot/</c>: the last 72 h of observations and the runs that forecasts from there can need, at all
/// stations, as Parquet. Changed by compare-and-swap after each arrival. The 72 h count back from the newest observation, not from the
/// clock, so that a backfill and a demonstration on old data serve as well, in whatever order observations and runs arrive.
/// </summary>
public sealed class RecentSnapshot
{
    /// <summary>Prefix of the snapshot's blobs.</summary>
    public const string Prefix = "hot/";

    /// <summary>Hours kept before the newest observation.</summary>
    public const int Hours = 72;

    /// <summary>Prefix of the shards of observations.</summary>
    internal const string ObservationsPrefix = Prefix + "observations/";

    /// <summary>Prefix of the shards of runs; the model's name follows.</summary>
    internal const string TeacherPrefix = Prefix + "teacher/";

    /// <summary>
    /// Runs kept for each station and valid time from before the oldest origin: the second fills what the first leaves empty.
    /// </summary>
    private const int OlderRuns = 2;

    private const string HeldName = "held.json";
    private readonly WeatherStorage _storage;
    private readonly VariableTable _variables;
    private readonly RecentShards _shards;
    private readonly StoredRows _stored;
    private readonly TimeSpan _originLag;

    /// <summary>The snapshot of an account.</summary>
    public RecentSnapshot(
        WeatherStorage storage,
        WorkFolder folder,
        VariableTable variables,
        IOptions<ForecastingOptions> forecasting,
        IOptions<AlignmentOptions> alignment,
        ILogger<RecentSnapshot> logger)
    {
        _storage = storage;
        _variables = variables;
        _shards = new RecentShards(storage, variables, logger);
        _stored = new StoredRows(storage, folder, variables);
        _originLag = TimeSpan.FromHours(forecasting.Value.LongestSilenceHours + alignment.Value.DeliveryDelayHours);
    }

    /// <summary>Which model rows a file that is being read should contribute.</summary>
    public Task<RecentWindow> WindowAsync(CancellationToken cancellationToken) => _shards.WindowAsync(cancellationToken);

    /// <summary>Brings stored observations into the snapshot. Values that quality control rejected do not enter.</summary>
    /// <param name="batches">The newest rows of the file (<see cref="RecentRows"/>).</param>
    /// <param name="arrivedAt">When the file arrived.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task ApplyAsync(IReadOnlyList<Rows> batches, DateTimeOffset arrivedAt, CancellationToken cancellationToken)
    {
        await MergeObservationsAsync(Shards(batches, arrivedAt), cancellationToken);
        await FillGapsAsync(cancellationToken);
    }

    /// <summary>Brings stored parts of runs into the snapshot. Flagged values do not enter.</summary>
    /// <param name="model">The model.</param>
    /// <param name="recent">The rows of the file that belong here, chosen by <see cref="WindowAsync"/>.</param>
    /// <param name="arrivedAt">When the file arrived.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task ApplyAsync(string model, RecentRows recent, DateTimeOffset arrivedAt, CancellationToken cancellationToken)
    {
        var arriving = Shards(recent.Kept, arrivedAt);
        var window = await WindowAsync(cancellationToken);
        await MergeRunsAsync(model, arriving, window, cancellationToken);
        if (await HeldBlob(model).TryReadJsonAsync<HeldRuns>(cancellationToken) is not null)
        {
            var newest = arriving.Count == 0 ? (DateTimeOffset?)null : arriving.Values.Max(s => s.Newest);
            await HeldBlob(model).UpdateJsonAsync<HeldRuns>(held => Note(held, recent, window, newest), cancellationToken);
        }

        // The observations may have moved on while this file was read; and where nothing is noted yet, the store is read once.
        await FillGapsAsync(model, cancellationToken);
    }

    /// <summary>
    /// Puts right what is missing: makes the snapshot again from the store where it is gone, and fetches runs that were left out and are
    /// needed now. Cheap where nothing is missing; a timer may call it.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if ((await WindowAsync(cancellationToken)).NewestObservation is null)
        {
            await MergeObservationsAsync(await _stored.ObservationsAsync(cancellationToken), cancellationToken);
        }

        foreach (var model in await ModelsAsync(SegmentFolders.Teacher + "/", cancellationToken))
        {
            await FillGapsAsync(model, cancellationToken);
        }
    }

    /// <summary>What is held after a file's rows were merged, given what was before.</summary>
    private static HeldRuns Note(HeldRuns? held, RecentRows recent, RecentWindow window, DateTimeOffset? newestRun)
    {
        // A note that somebody deleted just now: hold nothing for sure, and have the store read again.
        var next = held ?? new HeldRuns(DateTimeOffset.MaxValue, LatestRun: null, LeftOut: 0);
        if (recent.Window.ValidAfter is null && newestRun?.AddHours(-Hours) > next.ValidAfter)
        {
            // Without an observation the newest run decides what is kept.
            next = next with { ValidAfter = newestRun.Value.AddHours(-Hours) };
        }

        if ((recent.LaterRunsLeftOut || newestRun > window.LatestRun) && (recent.Window.LatestRun ?? window.LatestRun) is { } latest)
        {
            next = next with { LatestRun = next.LatestRun < latest ? next.LatestRun : latest, LeftOut = next.LeftOut + 1 };
        }

        return next == held ? held : next;
    }

    private Dictionary<int, RecentTable> Shards(IEnumerable<Rows> batches, DateTimeOffset arrivedAt) => RecentTable.Shards(
        batches.Select(rows => rows with { ArrivedAt = Array.ConvertAll(rows.Times, _ => arrivedAt) }),
        _variables);

    private async Task FillGapsAsync(CancellationToken cancellationToken)
    {
        foreach (var model in await ModelsAsync(TeacherPrefix, cancellationToken))
        {
            await FillGapsAsync(model, cancellationToken);
        }
    }

    /// <summary>Reads a model's runs from the store where the snapshot lacks some that the newest observation needs.</summary>
    private async Task FillGapsAsync(string model, CancellationToken cancellationToken)
    {
        while (true)
        {
            var window = await WindowAsync(cancellationToken);
            var held = await HeldBlob(model).TryReadJsonAsync<HeldRuns>(cancellationToken);
            if (held is not null && held.Value.Suffice(window))
            {
                return;
            }

            var (shards, hasLater) = await _stored.RunsAsync(model, window, cancellationToken);
            await MergeRunsAsync(model, shards, window, cancellationToken);
            var validAfter = window.ValidAfter
                ?? shards.Values.Select(s => s.Newest.AddHours(-Hours)).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
            var next = new HeldRuns(validAfter, hasLater ? window.LatestRun : null, held?.Value.LeftOut ?? 0);

            // Refused where a file has left rows out meanwhile: they are in the store now, which is looked at again.
            if (await HeldBlob(model).TrySwapJsonAsync(next, held?.ETag, cancellationToken))
            {
                return;
            }
        }
    }

    private Task MergeObservationsAsync(Dictionary<int, RecentTable> arriving, CancellationToken cancellationToken) => MergeAsync(
        ObservationsPrefix,
        arriving,
        all => all.KeepNewestTimes(Hours),
        () => _stored.ObservationsAsync(cancellationToken),
        cancellationToken);

    private Task MergeRunsAsync(
        string model,
        Dictionary<int, RecentTable> arriving,
        RecentWindow window,
        CancellationToken cancellationToken) =>
        MergeAsync(
            $"{TeacherPrefix}{model}/",
            arriving,
            all => all.KeepNeededRuns(window, _originLag, OlderRuns, _variables),
            async () => (await _stored.RunsAsync(model, window, cancellationToken)).Shards,
            cancellationToken);

    /// <summary>Merges into several shards, as many at once as there are processors: most of the work is packing and unpacking.</summary>
    private Task MergeAsync(
        string prefix,
        Dictionary<int, RecentTable> arriving,
        Func<RecentTable, RecentTable> prune,
        Func<Task<Dictionary<int, RecentTable>>> makeAgain,
        CancellationToken cancellationToken) => Parallel.ForEachAsync(
            arriving,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
            async (shard, token) => await _shards.MergeAsync(
                $"{prefix}{shard.Key}{RecentShards.Suffix}",
                shard.Value,
                prune,
                async () => (await makeAgain()).GetValueOrDefault(shard.Key, RecentTable.Empty),
                token));

    private async Task<List<string>> ModelsAsync(string prefix, CancellationToken cancellationToken)
    {
        var models = new List<string>();
        await foreach (var item in _storage.Store.GetBlobsByHierarchyAsync(
            BlobTraits.None,
            BlobStates.None,
            "/",
            prefix,
            cancellationToken))
        {
            if (item.IsPrefix)
            {
                models.Add(item.Prefix[prefix.Length..].TrimEnd('/'));
            }
        }

        return models;
    }

    private BlobClient HeldBlob(string model) => _storage.Store.GetBlobClient($"{TeacherPrefix}{model}/{HeldName}");
}
