using WeatherKd.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>
/// Reads files in quarantine again, after what was wrong is mended: a missing station list, a format that is read now, storage that failed.
/// </summary>
public sealed class QuarantineReading(
    WeatherStorage storage,
    Quarantine quarantine,
    QuarantineRetry retry,
    StationListArrival stations,
    ObservationArrival observations,
    ModelFileArrival models)
{
    /// <summary>Why a file is in quarantine.</summary>
    /// <param name="file">Container and name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">It is not there; the message names what may have been meant.</exception>
    public async Task<QuarantineReason> FindAsync(string file, CancellationToken cancellationToken)
    {
        if (await quarantine.FindAsync(file, cancellationToken) is { } reason)
        {
            return reason;
        }

        var near = NearNames.Nearest(file, (await quarantine.ListAsync(cancellationToken)).Select(r => r.File));
        throw new InvalidDataException(
            $"'{file}' is not in "
            + $"quarantine{(near is null ? "; 'weatherkd quarantine list' names what is" : $"; the nearest is '{near}'")}.");
    }

    /// <summary>
    /// Reads a file again, as if it had arrived now. Where the one that arrived was deleted since, its copy in quarantine is put back
    /// first.
    /// </summary>
    /// <param name="file">Container and name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="InvalidDataException">It is not in quarantine, or cannot be fetched.</exception>
    public async Task<RetriedFile> RetryAsync(string file, CancellationToken cancellationToken)
    {
        var before = await FindAsync(file, cancellationToken);
        if (storage.FindArrived(file) is not { } blob
            || (!await blob.ExistsAsync(cancellationToken) && !await retry.TryAsync(file, cancellationToken)))
        {
            throw new InvalidDataException($"Nothing is left of '{file}' but its reason: {before.Reason}");
        }

        await (blob.BlobContainerName == storage.Stations.Name ? stations.HandleAsync(blob, cancellationToken)
            : blob.BlobContainerName == storage.Observations.Name ? observations.HandleAsync(blob, cancellationToken)
            : models.HandleAsync(blob, cancellationToken));
        var after = await quarantine.FindAsync(file, cancellationToken);
        return new RetriedFile(before.File, after?.Reason);
    }
}

/// <summary>What became of a file that was read again.</summary>
/// <param name="File">Container and name.</param>
/// <param name="StillWrong">Why it stays in quarantine; null where it was read.</param>
public sealed record RetriedFile(string File, string? StillWrong);
