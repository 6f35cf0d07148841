using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WeatherKd.Storage;
using WeatherKd.Telemetry;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Jobs;

/// <summary>
/// Keeps a job's checkpoint and progress as blobs of its folder in <c>training</c>. The checkpoint is changed by compare-and-swap and
/// reading it marks it as this execution's, so that of two executions of one job, which a host cut off from storage can cause, the later
/// one goes on and the earlier one ends at its next checkpoint.
/// </summary>
internal sealed class BlobJournal(
    WeatherStorage storage,
    string job,
    StudentVariant variant,
    string checkpointName = TrainingJob.Checkpoint) : ITrainingJournal
{
    private const string OwnerProperty = "execution";
    private const int Tries = 5;
    private readonly string _execution = Guid.NewGuid().ToString("N");
    private readonly BlobClient _checkpoint = storage.Training.GetBlobClient($"{job}/{checkpointName}");
    private HashSet<(int Epoch, double Rate, string? Note)>? _reported;
    private long _end;
    private ETag _version;

    private Dictionary<string, string> Owner => new(StringComparer.Ordinal) { [OwnerProperty] = _execution };

    /// <inheritdoc/>
    /// <remarks>Before the first checkpoint there is an empty blob, which marks the job as taken.</remarks>
    public async Task<byte[]?> ReadCheckpointAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                var present = (await _checkpoint.DownloadContentAsync(cancellationToken)).Value;
                var marked = await _checkpoint.SetMetadataAsync(Owner, new BlobRequestConditions
                {
                    IfMatch = present.Details.ETag,
                }, cancellationToken);
                _version = marked.Value.ETag;
                var bytes = present.Content.ToArray();
                return bytes.Length == 0 ? null : bytes;
            }
            catch (RequestFailedException error) when (error.Status == 404 && i < Tries)
            {
                // Where another execution makes it first, the next reading takes it over.
                await _checkpoint.TryCreateAsync(BinaryData.Empty, cancellationToken);
            }
            catch (RequestFailedException error) when (error.Status == 412 && i < Tries)
            {
                // The execution before this one has just written a newer one.
            }
        }
    }

    /// <inheritdoc/>
    public async Task WriteCheckpointAsync(byte[] checkpoint, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobUploadOptions { Metadata = Owner, Conditions = new BlobRequestConditions { IfMatch = _version } };
            _version = (await _checkpoint.UploadAsync(BinaryData.FromBytes(checkpoint), options, cancellationToken)).Value.ETag;
        }
        catch (RequestFailedException error) when (error.Status == 412)
        {
            BlobProperties present = await _checkpoint.GetPropertiesAsync(cancellationToken: cancellationToken);
            if (!present.Metadata.TryGetValue(OwnerProperty, out var owner) || owner != _execution)
            {
                throw new JournalTakenOverException($"Another execution of training/{job} has begun; this one ends.");
            }

            // Our own write of an earlier try, its reply lost on the way: nobody else writes under our mark.
            _version = present.ETag;
        }
    }

    /// <inheritdoc/>
    public async Task ReportAsync(TrainingProgress progress, CancellationToken cancellationToken)
    {
        var blob = storage.Training.GetAppendBlobClient($"{job}/{TrainingJob.Progress}");
        var line = WeatherJson.Line(progress);
        _reported ??= await ReadReportedAsync(blob, cancellationToken);
        while (!_reported.Contains(KeyOf(progress)))
        {
            try
            {
                using var stream = new MemoryStream(line);
                var atItsEnd = new AppendBlobRequestConditions { IfAppendPositionEqual = _end };
                await blob.AppendBlockAsync(stream, new AppendBlobAppendBlockOptions { Conditions = atItsEnd }, cancellationToken);
                _end += line.Length;
                _reported.Add(KeyOf(progress));
            }
            catch (RequestFailedException error) when (error.Status == 412)
            {
                // Our own line of an earlier try, its reply lost on the way, or one of another execution.
                _reported = await ReadReportedAsync(blob, cancellationToken);
            }
        }

        WeatherTelemetry.EpochEnded(variant.ToString().ToLowerInvariant(), progress.Epoch, progress.TrainingRmse, progress.ValidationRmse);
    }

    /// <inheritdoc/>
    public ITrainingJournal OfMember(int number) => new BlobJournal(storage, job, variant, TrainingJob.CheckpointOfMember(number));

    private async Task<HashSet<(int Epoch, double Rate, string? Note)>> ReadReportedAsync(
        AppendBlobClient blob,
        CancellationToken cancellationToken)
    {
        await blob.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var text = (await blob.DownloadContentAsync(cancellationToken)).Value.Content;
        _end = text.ToMemory().Length;
        return
        [
            .. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => KeyOf(JsonSerializer.Deserialize<TrainingProgress>(l, WeatherJson.Compact)!))
        ];
    }

    private static (int Epoch, double Rate, string? Note) KeyOf(TrainingProgress progress) =>
        (progress.Epoch, progress.LearningRate, progress.Note);
}
