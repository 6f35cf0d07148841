using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;

namespace WeatherKd.Storage;

/// <summary>Where files go that cannot be read: the file under its container's and its own name, and beside it why.</summary>
public sealed class Quarantine(WeatherStorage storage, ILogger<Quarantine> logger)
{
    /// <summary>Ending of the blob that holds the reason.</summary>
    public const string ReasonSuffix = ".reason.json";

    /// <summary>
    /// Longest name of a blob, in characters
    /// (learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata).
    /// </summary>
    private const int LongestName = 1024;

    /// <summary>
    /// Name of the blob that holds the reason of a file. Where its own name leaves no room for the ending, it stands under the hash of
    /// that name; the reason names the file.
    /// </summary>
    /// <param name="file">Container and name of the file.</param>
    public static string ReasonName(string file) => CopyName(file) + ReasonSuffix;

    /// <summary>Name of the blob in quarantine that holds a file.</summary>
    /// <param name="file">Container and name of the file.</param>
    public static string CopyName(string file) => Fits(file) ? file : HashedName(file);

    private static bool Fits(string name) => name.Length + ReasonSuffix.Length <= LongestName;

    private static string HashedName(string file) =>
        $"{file[..file.IndexOf('/', StringComparison.Ordinal)]}/long-names/{ContentHash.Of(file)}";

    /// <summary>Copies a file and writes the reason, the reason last. Done twice, it leaves the same.</summary>
    /// <param name="file">The file.</param>
    /// <param name="error">What is wrong with it.</param>
    /// <param name="partlyUsed">Whether the rest of the file was stored.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    public async Task PutAsync(ArrivedFile file, InputFormatException error, bool partlyUsed, CancellationToken cancellationToken)
    {
        var copy = storage.Quarantine.GetBlobClient(CopyName(file.Name));
        await copy.UploadAsync(file.Path, new BlobUploadOptions(), cancellationToken);
        var reason = new QuarantineReason(
            file.Name,
            file.Sha256,
            file.ArrivedAt,
            error.Message,
            error.Line,
            error.Column,
            error.Given,
            error.Allowed,
            error.MessageNumber,
            error.ByteOffset,
            partlyUsed);
        await storage.Quarantine.GetBlobClient(ReasonName(file.Name)).WriteJsonAsync(reason, cancellationToken);
        logger.LogWarning("Quarantined {File}: {Reason}", LogSafe(file.Name), LogSafe(error.Message));
    }

    /// <summary>
    /// Writes why a blob cannot be fetched at all; it stays where it is. The reason's own name is the blob's, escaped: unescaped it could
    /// not be fetched either.
    /// </summary>
    /// <param name="name">Container and name of the blob.</param>
    /// <param name="arrivedAt">When it arrived.</param>
    /// <param name="why">One sentence.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task PutUnreachableAsync(string name, DateTimeOffset arrivedAt, string why, CancellationToken cancellationToken)
    {
        var reason = new QuarantineReason(name, string.Empty, arrivedAt, why, null, null, null, null, null, null, PartlyUsed: false);
        await storage.Quarantine.GetBlobClient(EscapedReasonName(name)).WriteJsonAsync(reason, cancellationToken);
        logger.LogWarning("Quarantined {File}: {Reason}", LogSafe(name), why);
    }

    /// <summary>Why a file is in quarantine; null where it is not.</summary>
    /// <param name="name">Container and name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<QuarantineReason?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await storage.Quarantine.GetBlobClient(ReasonName(name)).TryReadJsonAsync<QuarantineReason>(cancellationToken)
            ?? await storage.Quarantine
                .GetBlobClient(EscapedReasonName(name))
                .TryReadJsonAsync<QuarantineReason>(cancellationToken))?.Value;

    /// <summary>The reasons of all files in quarantine, newest first.</summary>
    public async Task<IReadOnlyList<QuarantineReason>> ListAsync(CancellationToken cancellationToken)
    {
        var reasons = new List<QuarantineReason>();
        await foreach (var blob in storage.Quarantine.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix: null, cancellationToken))
        {
            if (blob.Name.EndsWith(ReasonSuffix, StringComparison.Ordinal)
                && await storage.Quarantine.GetBlobClient(blob.Name).TryReadJsonAsync<QuarantineReason>(cancellationToken) is { } reason)
            {
                reasons.Add(reason.Value);
            }
        }

        return [.. reasons.OrderByDescending(r => r.ArrivedAt).ThenBy(r => r.File, StringComparer.Ordinal)];
    }

    /// <summary>Whether a file is in quarantine.</summary>
    public async Task<bool> HoldsAsync(string name, CancellationToken cancellationToken) =>
        await storage.Quarantine.GetBlobClient(ReasonName(name)).ExistsAsync(cancellationToken);

    /// <summary>Removes a file from quarantine: a later version under the same name could be read.</summary>
    public async Task ReleaseAsync(string name, CancellationToken cancellationToken)
    {
        await storage.Quarantine.GetBlobClient(ReasonName(name)).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        await storage.Quarantine.GetBlobClient(CopyName(name)).DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    private static string EscapedReasonName(string name) =>
        (Uri.EscapeDataString(name) is var escaped && Fits(escaped) ? escaped : HashedName(name)) + ReasonSuffix;

    /// <summary>Names come from outside: a line break in one must not start a log line of its own.</summary>
    private static string LogSafe(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(source[i]) ? '␀' : source[i];
        }
    });
}

/// <summary>Why a file is in quarantine, for the person who can mend it.</summary>
/// <param name="File">Container and name.</param>
/// <param name="Sha256">Hash of the bytes that were refused; empty where they could not be fetched.</param>
/// <param name="ArrivedAt">When it arrived.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Line">1-based line; null where it does not apply, like all below.</param>
/// <param name="Column">Column of a table.</param>
/// <param name="Given">What stands there.</param>
/// <param name="Allowed">What is allowed there.</param>
/// <param name="MessageNumber">1-based GRIB message.</param>
/// <param name="ByteOffset">Offset from the start of the file.</param>
/// <param name="PartlyUsed">Whether the rest of the file was stored all the same.</param>
public sealed record QuarantineReason(
    string File,
    string Sha256,
    DateTimeOffset ArrivedAt,
    string Reason,
    long? Line,
    string? Column,
    string? Given,
    string? Allowed,
    int? MessageNumber,
    long? ByteOffset,
    bool PartlyUsed);
