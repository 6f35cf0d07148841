using System.Text.Json;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion.Sweep;

/// <summary>What one sweep of a container leaves to the next: <c>pipeline/sweeps/&lt;container&gt;.json</c>.</summary>
/// <param name="Cursors">The last name seen in each folder of the container's root, by the folder with its slash; the root's own files
/// stand under the empty name.</param>
/// <param name="ReceiptsRead">How far the receipts were written before the last round over the folders began: what the next one lists has
/// its receipts after that.</param>
/// <param name="Waiting">Blobs seen without a receipt, oldest first.</param>
/// <param name="WholeAt">When the last sweep over all names began; null where the next one must be such a sweep.</param>
/// <param name="NextFolder">Folder at which the next sweep goes on with a round, where there are more than one sweep looks at; null
/// between two rounds.</param>
/// <param name="RoundBegan">How far the receipts were written before that round began; null between two.</param>
internal sealed record SweepState(
    IReadOnlyDictionary<string, string> Cursors,
    IReadOnlyDictionary<string, long>? ReceiptsRead,
    IReadOnlyList<WaitingFile> Waiting,
    DateTimeOffset? WholeAt,
    string? NextFolder = null,
    IReadOnlyDictionary<string, long>? RoundBegan = null)
{
    private const string Folder = "sweeps/";

    /// <summary>Before the first sweep.</summary>
    public static SweepState None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal), null, [], null);

    /// <summary>
    /// The state that a container's last sweep left; <see cref="None"/> where it cannot be read, after which all names are gone over.
    /// </summary>
    public static async Task<SweepState> ReadAsync(WeatherStorage storage, string container, CancellationToken cancellationToken)
    {
        try
        {
            return (await storage.Pipeline.GetBlobClient(NameOf(container)).TryReadJsonAsync<SweepState>(cancellationToken))?.Value ?? None;
        }
        catch (JsonException)
        {
            return None;
        }
    }

    /// <summary>The states of all containers that were ever swept.</summary>
    public static async Task<IReadOnlyList<(string Container, SweepState State)>> ReadAllAsync(
        WeatherStorage storage, CancellationToken cancellationToken)
    {
        var states = new List<(string, SweepState)>();
        await foreach (var blob in storage.Pipeline.GetBlobsAsync(BlobTraits.None, BlobStates.None, Folder, cancellationToken))
        {
            var container = blob.Name[Folder.Length..^".json".Length];
            states.Add((container, await ReadAsync(storage, container, cancellationToken)));
        }

        return states;
    }

    /// <summary>Keeps the state.</summary>
    public Task WriteAsync(WeatherStorage storage, string container, CancellationToken cancellationToken) =>
        storage.Pipeline.GetBlobClient(NameOf(container)).WriteJsonAsync(this, cancellationToken);

    private static string NameOf(string container) => $"{Folder}{container}.json";
}

/// <summary>A blob version without a receipt.</summary>
/// <param name="Receipt">The receipt that it should have.</param>
/// <param name="ArrivedAt">When storage received it.</param>
/// <param name="Tries">Tries of the sweep to handle it, the one under way included.</param>
/// <param name="Failures">Of them, those that failed for a reason that is the file's own, not storage's.</param>
/// <param name="TriedAt">When the last one began; null before the first.</param>
/// <param name="Reason">Why it failed; null where the process ended during it, or before the first.</param>
internal sealed record WaitingFile(
    Receipt Receipt, DateTimeOffset ArrivedAt, int Tries = 0, int Failures = 0, DateTimeOffset? TriedAt = null, string? Reason = null);
