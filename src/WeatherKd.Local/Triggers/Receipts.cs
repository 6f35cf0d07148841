using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WeatherKd.Storage;

namespace WeatherKd.Local.Triggers;

/// <summary>
/// Which versions of a container's blobs have been handled: append blobs <c>receipts/&lt;container&gt;/&lt;n&gt;.jsonl</c>, one line a blob version. Hosts append side by
/// side; the same receipt twice does no harm.
/// </summary>
internal sealed class Receipts
{
    /// <summary>An append blob takes 50,000 blocks; a new one is begun before.</summary>
    private const int LinesPerBlob = 40_000;

    private readonly BlobContainerClient _pipeline;
    private readonly string _prefix;
    private readonly ConcurrentDictionary<string, string> _handled = new(StringComparer.Ordinal);
    private int _lines;

    private Receipts(BlobContainerClient pipeline, string container)
    {
        _pipeline = pipeline;
        _prefix = $"receipts/{container}/";
    }

    /// <summary>Reads the receipts of a container.</summary>
    public static async Task<Receipts> OpenAsync(BlobContainerClient pipeline, string container, CancellationToken cancellationToken)
    {
        var receipts = new Receipts(pipeline, container);
        var names = new List<string>();
        await foreach (var blob in pipeline.GetBlobsAsync(BlobTraits.None, BlobStates.None, receipts._prefix, cancellationToken))
        {
            names.Add(blob.Name);
        }

        names.Sort(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var content = await pipeline.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            using var lines = new StreamReader(content.Value.Content.ToStream());
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                var receipt = JsonSerializer.Deserialize<Receipt>(line, WeatherJson.Compact)!;
                receipts._handled[receipt.Name] = receipt.ETag;
                receipts._lines++;
            }
        }

        return receipts;
    }

    /// <summary>Whether this version of a blob has been handled.</summary>
    public bool Has(string name, ETag etag) => _handled.TryGetValue(name, out var handled) && handled == etag.ToString();

    /// <summary>Notes that a version of a blob has been handled.</summary>
    public async Task WriteAsync(string name, ETag etag, CancellationToken cancellationToken)
    {
        // Appends of several hosts and threads may share a blob; only its number must leave room for the lines.
        var blob = _pipeline.GetAppendBlobClient($"{_prefix}{Interlocked.Increment(ref _lines) / LinesPerBlob:D6}.jsonl");
        var line = JsonSerializer.SerializeToUtf8Bytes(new Receipt(name, etag.ToString()), WeatherJson.Compact);
        using var stream = new MemoryStream([.. line, (byte)'\n']);
        try
        {
            await blob.AppendBlockAsync(stream, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await blob.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            stream.Position = 0;
            await blob.AppendBlockAsync(stream, cancellationToken: cancellationToken);
        }

        _handled[name] = etag.ToString();
    }

    private sealed record Receipt(string Name, string ETag);
}
