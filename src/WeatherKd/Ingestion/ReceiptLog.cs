using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>
/// The receipts of a container: append blobs <c>pipeline/receipts/&lt;container&gt;/&lt;n&gt;.jsonl</c>, one line a blob version. Any
/// number of hosts append side by side; the same receipt twice
/// does no harm. Safe for concurrent calls.
/// </summary>
public sealed class ReceiptLog(BlobContainerClient pipeline, string container)
{
    /// <summary>
    /// An append blob takes 50,000 blocks; a new one is begun well before, since several hosts find out about that each for itself.
    /// </summary>
    private const int LinesPerBlob = 40_000;

    private readonly string _prefix = $"receipts/{container}/";
    private int _number = -1;

    /// <summary>Notes that a version of a blob has been handled.</summary>
    public async Task AppendAsync(Receipt receipt, CancellationToken cancellationToken)
    {
        var number = await NumberAsync(cancellationToken);
        var blob = pipeline.GetAppendBlobClient($"{_prefix}{number:D6}.jsonl");
        using var stream = new MemoryStream(WeatherJson.Line(receipt));
        BlobAppendInfo appended;
        try
        {
            appended = await blob.AppendBlockAsync(stream, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await blob.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            stream.Position = 0;
            appended = await blob.AppendBlockAsync(stream, cancellationToken: cancellationToken);
        }

        if (appended.BlobCommittedBlockCount >= LinesPerBlob)
        {
            Interlocked.CompareExchange(ref _number, number + 1, number);
        }
    }

    /// <summary>The end of what is written so far.</summary>
    /// <returns>Bytes of each of its blobs, by name.</returns>
    public async Task<IReadOnlyDictionary<string, long>> EndAsync(CancellationToken cancellationToken)
    {
        var end = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var blob in pipeline.GetBlobsAsync(BlobTraits.None, BlobStates.None, _prefix, cancellationToken))
        {
            end[blob.Name] = blob.Properties.ContentLength ?? 0;
        }

        return end;
    }

    /// <summary>The receipts written since an earlier <see cref="EndAsync"/>.</summary>
    /// <param name="from">Where to begin; null for the beginning.</param>
    /// <param name="to">Where to end: a later result of <see cref="EndAsync"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<Receipt> ReadAsync(
        IReadOnlyDictionary<string, long>? from,
        IReadOnlyDictionary<string, long> to,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (name, length) in to)
        {
            var start = from?.GetValueOrDefault(name) ?? 0;
            if (start >= length)
            {
                continue;
            }

            var options = new BlobDownloadOptions { Range = new HttpRange(start, length - start) };
            using var download = (await pipeline.GetBlobClient(name).DownloadStreamingAsync(options, cancellationToken)).Value;
            using var lines = new StreamReader(download.Content);
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (Parse(line) is { } receipt)
                {
                    yield return receipt with { ETag = receipt.ETag.Trim('"') };
                }
            }
        }
    }

    /// <summary>The receipt in a line; null where there is none. Its file is then handled once more, which changes nothing.</summary>
    private static Receipt? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Receipt>(line, WeatherJson.Compact) is { Name: not null, ETag: not null } receipt
                ? receipt
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Number of the blob that is appended to: the last there is when this process asks first.</summary>
    private async Task<int> NumberAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _number) is >= 0 and var known)
        {
            return known;
        }

        // Concurrent first calls each ask, and find the same.
        var last = (await EndAsync(cancellationToken)).Keys.LastOrDefault();
        var number = last is null ? 0 : int.Parse(last.AsSpan(_prefix.Length, 6), NumberStyles.None, CultureInfo.InvariantCulture);
        Interlocked.CompareExchange(ref _number, number, -1);
        return Volatile.Read(ref _number);
    }
}
