using System.Collections.Concurrent;
using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Students;

/// <summary>Who was in service and who was not let into it: <c>history/&lt;sequence&gt;.json</c>.</summary>
public sealed partial class StudentRegistry
{
    private const string HistoryPrefix = "history/";

    /// <summary>Changes of service that this process has read; they never change.</summary>
    private readonly ConcurrentDictionary<long, HistoryEntry> _history = new();

    /// <summary>The entry of an act, or null where it has not happened.</summary>
    public async Task<HistoryEntry?> FindActAsync(string promotionId, CancellationToken cancellationToken) =>
        (await HistoryAsync(cancellationToken)).FirstOrDefault(e => e.PromotionId == promotionId);

    /// <summary>All that happened, newest first.</summary>
    public async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(CancellationToken cancellationToken)
    {
        if (await ChampionAsync(cancellationToken) is { } champion)
        {
            await CompleteHistoryAsync(champion.Value, cancellationToken);
        }

        var entries = new ConcurrentBag<HistoryEntry>();
        await Parallel.ForEachAsync(
            await HistoryNumbersAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
            async (number, token) =>
            {
                var entry = _history.GetValueOrDefault(number) ?? (await HistoryBlob(number).TryReadJsonAsync<HistoryEntry>(token))?.Value;
                if (entry is null)
                {
                    return;
                }

                entries.Add(entry);
                if (entry.Act != ServiceAct.Rejection)
                {
                    // A rejection can still move to a later number (see CompleteHistoryAsync) and is read each time.
                    _history[number] = entry;
                }
            });
        return [.. entries.OrderByDescending(e => e.Sequence).DistinctBy(e => e.PromotionId)];
    }

    /// <summary>
    /// Students that were in service before the champion, nearest first: what a rollback can go back to. A student that was rolled back
    /// from is not among them.
    /// </summary>
    public async Task<IReadOnlyList<string>> PredecessorsAsync(Champion champion, CancellationToken cancellationToken)
    {
        var changes = (await HistoryAsync(cancellationToken)).Where(e => e.Act != ServiceAct.Rejection).ToList();
        var found = new List<string>();
        var student = champion.Student;
        while (true)
        {
            var promotion = changes.Find(e => e.Student == student && e.Act == ServiceAct.Promotion);
            if (promotion?.Previous is not { } previous || previous == champion.Student || found.Contains(previous))
            {
                return found;
            }

            found.Add(previous);
            student = previous;
        }
    }

    /// <summary>
    /// Makes sure that the champion's history entry is there. It is missing where a host died between the two writes, and it holds a
    /// rejection where one took the number just before the champion was swapped; the rejection then moves to the next free number.
    /// </summary>
    private async Task CompleteHistoryAsync(Champion champion, CancellationToken cancellationToken)
    {
        if (_history.TryGetValue(champion.Sequence, out var known) && known.PromotionId == champion.PromotionId)
        {
            return;
        }

        var entry = new HistoryEntry(
            champion.Sequence,
            champion.Act,
            champion.Student,
            champion.Previous,
            champion.PromotionId,
            champion.Since,
            champion.By,
            champion.Reason);
        var blob = HistoryBlob(champion.Sequence);
        if (!await blob.TryCreateJsonAsync(entry, cancellationToken)
            && await blob.TryReadJsonAsync<HistoryEntry>(cancellationToken) is { } present
            && present.Value.PromotionId != champion.PromotionId)
        {
            await AppendAsync(sequence => present.Value with { Sequence = sequence }, champion.Sequence + 1, cancellationToken);
            await blob.WriteJsonAsync(entry, cancellationToken);
        }

        _history[champion.Sequence] = entry;
    }

    private async Task AppendAsync(Func<long, HistoryEntry> entry, long lowest, CancellationToken cancellationToken)
    {
        var sequence = Math.Max(lowest, (await HistoryNumbersAsync(cancellationToken)).DefaultIfEmpty(0).Max() + 1);
        while (!await HistoryBlob(sequence).TryCreateJsonAsync(entry(sequence), cancellationToken))
        {
            var present = await HistoryBlob(sequence).TryReadJsonAsync<HistoryEntry>(cancellationToken);
            if (present?.Value.PromotionId == entry(sequence).PromotionId)
            {
                // Our own write, its reply lost on the way.
                return;
            }

            sequence++;
        }
    }

    private async Task<List<long>> HistoryNumbersAsync(CancellationToken cancellationToken)
    {
        var numbers = new List<long>();
        await foreach (var blob in storage.Students.GetBlobsAsync(BlobTraits.None, BlobStates.None, HistoryPrefix, cancellationToken))
        {
            var name = blob.Name.AsSpan(HistoryPrefix.Length);
            if (name.EndsWith(".json") && long.TryParse(name[..^5], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    private BlobClient HistoryBlob(long sequence) => storage.Students.GetBlobClient($"{HistoryPrefix}{sequence}.json");
}
