using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Storage;
using WeatherKd.Telemetry;

namespace WeatherKd.Retraining.Aligning;

/// <summary>
/// Aligns a record into a dataset, in three acts that different processes may do: a plan, each shard of stations, and the description. What
/// one leaves for the next lies in the dataset's folder. Each may be done twice, at once or one after the other.
/// </summary>
public sealed class DatasetAlignment(
    AlignmentPlanner planner,
    ObservationStore observations,
    TeacherStore teacher,
    DatasetStore datasets,
    WeatherStorage storage,
    WorkFolder folder,
    IOptions<RetrainingOptions> retraining,
    ILogger<DatasetAlignment> logger)
{
    private const int ReadAtOnce = 8;

    /// <summary>Memory of one shard at most.</summary>
    private const long ShardBytes = 512L << 20;

    /// <summary>Shards that fit into this process at once, whatever number of steps its host does side by side; one at least.</summary>
    private static readonly SemaphoreSlim Room = new((int)Math.Clamp(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShardBytes,
        1,
        Environment.ProcessorCount));

    /// <summary>Makes the plan.</summary>
    /// <param name="model">The numerical model.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    public async Task<PlannedAlignment> PlanAsync(string model, CancellationToken cancellationToken)
    {
        var (id, plan, lack) = await planner.PlanAsync(model, cancellationToken);
        if (plan is not null)
        {
            await PlanBlob(id).WriteJsonAsync(plan, cancellationToken);
            logger.LogInformation(
                "Dataset {Dataset}: {Stations} stations in {Shards} shards, {Spans} spans of time, one window in {Share} kept",
                id, plan.Dataset.Stations.Count, plan.Shards.Count, plan.Spans.Count, 1L << plan.Dataset.Halvings);
        }

        return new PlannedAlignment(id, plan?.Shards.Count ?? 0, lack);
    }

    /// <summary>Aligns one shard.</summary>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="shard">Number of the shard, from 0.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ShardFailedException">It cannot be aligned; the message names the shard.</exception>
    public async Task<AlignedShard> AlignAsync(string dataset, int shard, CancellationToken cancellationToken)
    {
        var plan = await ReadPlanAsync(dataset, cancellationToken);
        await Room.WaitAsync(cancellationToken);
        try
        {
            var work = new ShardAlignment(plan, shard, new PartBlobs(storage), folder, observations, teacher);
            var parts = await work.RunAsync(cancellationToken);
            await ShardBlob(dataset, shard).WriteJsonAsync(parts, cancellationToken);
            return new AlignedShard(work.Written, parts.Windows.Count + parts.Series.Count - work.Written, SegmentsGone: false);
        }
        catch (SegmentGoneException e)
        {
            logger.LogInformation("Dataset {Dataset}, shard {Shard}: {Reason} The record is planned anew", dataset, shard + 1, e.Message);
            return new AlignedShard(0, 0, SegmentsGone: true);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ShardFailedException($"shard {shard + 1} of {plan.Shards.Count} ({plan.Shards[shard]}): {e.Message}", e);
        }
        finally
        {
            Room.Release();
        }
    }

    /// <summary>Counts the shards' windows and writes the description, last.</summary>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<AlignedDataset> DescribeAsync(string dataset, CancellationToken cancellationToken)
    {
        var plan = await ReadPlanAsync(dataset, cancellationToken);
        var shards = new ShardParts[plan.Shards.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, shards.Length),
            new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = cancellationToken },
            async (shard, cancel) => shards[shard] = (await ShardBlob(dataset, shard).TryReadJsonAsync<ShardParts>(cancel))?.Value
                ?? throw new InvalidDataException(
                    $"training/{ShardBlob(dataset, shard).Name} is missing: the shard has not been aligned, or was deleted since."));
        var parts = new DatasetParts(
            plan.Shards,
            [.. shards.SelectMany(s => s.Windows).OrderBy(w => w.FirstHour)],
            [.. Enumerable.Range(0, shards.Max(s => s.Series.Count)).SelectMany(span => shards.Select(s => s.Series[span]))]);
        var step = new OriginStep(plan.Dataset.OriginEveryHours);
        var counts = Enum.GetValues<DatasetPart>()
            .ToDictionary(p => p, p => parts.Windows.Sum(w => PartWindows.CountOf(w, plan.Dataset.Split, step, p)));
        var (entered, flagged) = (parts.Series.Sum(s => s.Entered), parts.Series.Sum(s => s.Flagged));
        var description = plan.Dataset with
        {
            WindowCounts = counts,
            FlaggedShare = flagged == 0 ? 0 : (double)flagged / (flagged + entered),
        };
        var (training, verification) = (counts[DatasetPart.Training], counts[DatasetPart.Verification]);
        var needed = retraining.Value.NeededBeside(plan.Dataset.Archive);
        if (training < needed.Count)
        {
            return new AlignedDataset(
                dataset,
                DatasetStore.FolderOf(dataset),
                training,
                0,
                plan.Span.Lack(plan.Options, needed, training));
        }

        await datasets.DescribeAsync(description, parts, DatasetStore.FolderOf(dataset), cancellationToken);
        logger.LogInformation(
            "Dataset {Dataset}: {Training} windows to train on, {Validation} to stop by, {Verification} to verify on, {Stations} stations",
            dataset, training, counts[DatasetPart.Validation], verification, description.Stations.Count);
        WeatherTelemetry.DatasetAligned(description.Model, training, verification);
        return new AlignedDataset(dataset, DatasetStore.FolderOf(dataset), training, verification, Insufficient: null);
    }

    /// <summary>All of it in this process, one shard after the other.</summary>
    /// <exception cref="IOException">Segments were put together meanwhile; another try reads the new ones.</exception>
    public async Task<AlignedDataset> RunAsync(string model, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(model, cancellationToken);
        for (var shard = 0; shard < plan.Shards; shard++)
        {
            if ((await AlignAsync(plan.Dataset, shard, cancellationToken)).SegmentsGone)
            {
                throw new IOException("Segments were put together while they were aligned; another try reads the new ones.");
            }
        }

        return plan.Insufficient is { } lack
            ? new AlignedDataset(plan.Dataset, DatasetStore.FolderOf(plan.Dataset), 0, 0, lack)
            : await DescribeAsync(plan.Dataset, cancellationToken);
    }

    private async Task<AlignmentPlan> ReadPlanAsync(string dataset, CancellationToken cancellationToken) =>
        (await PlanBlob(dataset).TryReadJsonAsync<AlignmentPlan>(cancellationToken))?.Value
        ?? throw new InvalidDataException($"training/{PlanBlob(dataset).Name} is missing: it was deleted after the alignment began.");

    private Azure.Storage.Blobs.BlobClient PlanBlob(string dataset) =>
        storage.Training.GetBlobClient($"{DatasetStore.FolderOf(dataset)}/{AlignmentPlan.Name}");

    private Azure.Storage.Blobs.BlobClient ShardBlob(string dataset, int shard) =>
        storage.Training.GetBlobClient($"{DatasetStore.FolderOf(dataset)}/shards/{shard}.json");
}

/// <summary>A shard could not be aligned. The message names it and says why.</summary>
public sealed class ShardFailedException(string message, Exception inner) : Exception(message, inner);
