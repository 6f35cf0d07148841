using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>
/// Lets a file in quarantine arrive once more: after a program that can read it was installed, a station list was mended, or a disk had
/// been full. The blob is written over itself, so that
/// every host sees it as new; what becomes of it decides whether it leaves quarantine.
/// </summary>
public sealed class QuarantineRetry(WeatherStorage storage)
{
    /// <summary>Lets a file arrive again.</summary>
    /// <param name="file">Container and name, as <see cref="QuarantineReason.File"/> has them.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>False where no such file is in quarantine, or nothing is left of it.</returns>
    public async Task<bool> TryAsync(string file, CancellationToken cancellationToken)
    {
        if (storage.FindArrived(file) is not { } original
            || !await storage.Quarantine.GetBlobClient(Quarantine.ReasonName(file)).ExistsAsync(cancellationToken))
        {
            return false;
        }

        var source = await original.ExistsAsync(cancellationToken) ? original : storage.Quarantine.GetBlobClient(Quarantine.CopyName(file));
        if (!await source.ExistsAsync(cancellationToken))
        {
            return false;
        }

        // A copy by storage itself: a file of gigabytes does not pass through here, and Event Grid tells of it as of any other that
        // arrives.
        var copy = await original.StartCopyFromUriAsync(source.Uri, new BlobCopyFromUriOptions(), cancellationToken);
        await copy.WaitForCompletionAsync(cancellationToken);
        return true;
    }
}
