using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using WeatherKd.Ingestion;

namespace WeatherKd.Local.Triggers;

/// <summary>
/// Which versions of a container's blobs have been handled, in memory: what a poller that lists everything each second asks.
/// </summary>
internal sealed class Receipts
{
    private readonly ReceiptLog _log;
    private readonly ConcurrentDictionary<string, string> _handled = new(StringComparer.Ordinal);

    private Receipts(ReceiptLog log) => _log = log;

    /// <summary>Reads the receipts of a container.</summary>
    public static async Task<Receipts> OpenAsync(BlobContainerClient pipeline, string container, CancellationToken cancellationToken)
    {
        var log = new ReceiptLog(pipeline, container);
        var receipts = new Receipts(log);
        await foreach (var receipt in log.ReadAsync(from: null, await log.EndAsync(cancellationToken), cancellationToken))
        {
            receipts._handled[receipt.Name] = receipt.ETag;
        }

        return receipts;
    }

    /// <summary>Whether this version of a blob has been handled.</summary>
    public bool Has(string name, ETag etag) => _handled.TryGetValue(name, out var handled) && handled == Receipt.Of(name, etag).ETag;

    /// <summary>Notes that a version of a blob has been handled.</summary>
    public async Task WriteAsync(string name, ETag etag, CancellationToken cancellationToken)
    {
        var receipt = Receipt.Of(name, etag);
        await _log.AppendAsync(receipt, cancellationToken);
        _handled[name] = receipt.ETag;
    }
}
