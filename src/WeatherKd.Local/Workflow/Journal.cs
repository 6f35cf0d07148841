using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using WeatherKd.Storage;

namespace WeatherKd.Local.Workflow;

/// <summary>
/// The journal of one workflow instance: an append blob, a JSON record a line. Each append names the length it expects, so two hosts can never both
/// write on: the second is refused and lets go of the instance.
/// </summary>
internal sealed class Journal
{
    private readonly AppendBlobClient _blob;
    private readonly List<JournalRecord> _records = [];
    private long _length;

    private Journal(AppendBlobClient blob) => _blob = blob;

    /// <summary>All records, in order.</summary>
    public IReadOnlyList<JournalRecord> Records => _records;

    /// <summary>Opens a journal, making it where there is none.</summary>
    public static async Task<Journal> OpenAsync(BlobContainerClient container, string instance, CancellationToken cancellationToken)
    {
        var journal = new Journal(container.GetAppendBlobClient($"workflows/journals/{instance}.jsonl"));
        await journal._blob.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await journal.LoadAsync(cancellationToken);
        return journal;
    }

    /// <summary>Appends a record.</summary>
    /// <exception cref="JournalLostException">Another host has written meanwhile: it has the instance now.</exception>
    public async Task AppendAsync(JournalRecord record, CancellationToken cancellationToken)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(record, WeatherJson.Compact);
        using var stream = new MemoryStream([.. line, (byte)'\n']);
        try
        {
            await _blob.AppendBlockAsync(
                stream,
                new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = _length } },
                cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // Refused, or written at a try whose reply was lost: the line itself tells.
            await LoadAsync(cancellationToken);
            if (_records.Count > 0 && _records[^1].Id == record.Id)
            {
                return;
            }

            throw new JournalLostException($"{_blob.Name} was continued by another host.", e);
        }

        _length += stream.Length;
        _records.Add(record);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var content = (await _blob.DownloadContentAsync(cancellationToken)).Value.Content.ToMemory();
        _length = content.Length;
        _records.Clear();
        while (content.Span.IndexOf((byte)'\n') is var end and >= 0)
        {
            _records.Add(JsonSerializer.Deserialize<JournalRecord>(content.Span[..end], WeatherJson.Compact)!);
            content = content[(end + 1)..];
        }
    }
}

/// <summary>Another host runs the instance now.</summary>
internal sealed class JournalLostException(string message, Exception inner) : Exception(message, inner);
