using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Storage;

namespace WeatherKd.Ingestion.Sweep;

/// <summary>
/// Makes sure that every raw blob gets a receipt, even if its event was lost, refused, expired, older than the subscription, or retried in
/// vain during an outage. A timer calls it where events start the arrivals. An ordinary sweep lists and reads what is new since the last
/// one; once a day a sweep goes over all names. What keeps failing raises an alarm.
/// </summary>
public sealed class RawBlobSweep(
    WeatherStorage storage, RawArrivals arrivals, IOptions<SweepOptions> options, TimeProvider clock, ILogger<RawBlobSweep> logger)
{
    /// <summary>
    /// Files kept waiting between two sweeps, the oldest ones. Others are found again by a sweep over all names once these are done.
    /// </summary>
    private const int MostWaiting = 5_000;

    /// <summary>Files between two writings of the state: so many are tried once more after the process ended in the midst of one.</summary>
    private const int TriedAtOnce = 16;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    /// <summary>
    /// Sweeps the containers once. One that cannot be swept does not stop the others.
    /// </summary>
    /// <exception cref="AggregateException">What stopped the sweep of a container, storage as a rule.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + options.Value.LongestHandling;
        var faults = new List<Exception>();
        foreach (var container in arrivals.Containers)
        {
            try
            {
                await SweepAsync(container, until, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                logger.LogError(e, "{Container} could not be swept; again at the next round", container.Name);
                faults.Add(e);
            }
        }

        if (faults.Count > 0)
        {
            throw new AggregateException(faults);
        }
    }

    private async Task SweepAsync(BlobContainerClient container, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var before = await SweepState.ReadAsync(storage, container.Name, cancellationToken);
        var state = await LookAsync(container, before, cancellationToken);
        await state.WriteAsync(storage, container.Name, cancellationToken);
        var waiting = state.Waiting.ToList();
        while (clock.GetUtcNow() < until && waiting.FindAll(IsDue) is { Count: > 0 } due)
        {
            foreach (var file in due[..Math.Min(TriedAtOnce, due.Count)])
            {
                waiting[waiting.IndexOf(file)] = file with { Tries = file.Tries + 1, TriedAt = clock.GetUtcNow(), Reason = null };
            }

            // Noted before the work: a file that ends the process is then seen to have been tried.
            await (state with { Waiting = waiting }).WriteAsync(storage, container.Name, cancellationToken);
            foreach (var file in due[..Math.Min(TriedAtOnce, due.Count)])
            {
                var at = waiting.FindIndex(w => w.Receipt == file.Receipt);
                if (await HandleAsync(container.Name, waiting[at], cancellationToken) is { } left)
                {
                    waiting[at] = left;
                }
                else
                {
                    waiting.RemoveAt(at);
                }
            }

            await (state with { Waiting = waiting }).WriteAsync(storage, container.Name, cancellationToken);
        }
    }

    /// <summary>What is there without a receipt.</summary>
    private async Task<SweepState> LookAsync(BlobContainerClient container, SweepState before, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        // Where more were left than may wait, all names are gone over again once most of those are done.
        var whole = before.WholeAt is { } last ? now - last >= options.Value.WholeEvery : before.Waiting.Count < MostWaiting / 2;

        // Cursors of before stay, even where a folder is empty now: names in it will grow again.
        var cursors = new SortedDictionary<string, string>(before.Cursors.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        var nextFolder = before.NextFolder;
        var log = arrivals.ReceiptsOf(container.Name);

        // Where receipts were before this listing is where the next sweep reads from: what arrives between the two is then seen with its
        // receipt.
        var receiptsBefore = await log.EndAsync(cancellationToken);
        var listed = whole
            ? NewNames.WholeAsync(container, cursors, cancellationToken)
            : NewNames.SinceAsync(container, cursors, nextFolder, f => nextFolder = f, cancellationToken);

        // Receipts are read before the names where all are listed, so that names stream past their hashes; else after, when there are few
        // names.
        var found = new Dictionary<Receipt, WaitingFile>(before.Waiting.Count);
        var left = false;
        if (whole)
        {
            var handled = new HashSet<UInt128>();
            await foreach (var receipt in log.ReadAsync(from: null, receiptsBefore, cancellationToken))
            {
                handled.Add(HashOf(receipt));
            }

            left = await CollectAsync(listed, before, r => handled.Contains(HashOf(r)), found, cancellationToken);
        }
        else
        {
            await CollectAsync(listed, before, _ => false, found, cancellationToken);
            foreach (var file in before.Waiting)
            {
                found.TryAdd(file.Receipt, file);
            }
        }

        var readFrom = whole ? receiptsBefore : before.ReceiptsRead;
        await foreach (var receipt in log.ReadAsync(readFrom, await log.EndAsync(cancellationToken), cancellationToken))
        {
            found.Remove(receipt);
        }

        var waiting = found.Values.OrderBy(f => f.ArrivedAt).ThenBy(f => f.Receipt.Name, StringComparer.Ordinal).Take(MostWaiting).ToList();
        left |= found.Count > waiting.Count;
        if (whole || waiting.Count > 0)
        {
            logger.LogInformation(
                "{Container}: {Count} files without a receipt{More}", container.Name, waiting.Count, left ? ", and more" : string.Empty);
        }

        // A round over more folders than one sweep looks into reads the receipts since the round before it began: so long ago may be what
        // it sees.
        var roundBegan = whole || before.NextFolder is null ? receiptsBefore : before.RoundBegan ?? receiptsBefore;
        var isRoundOver = whole || nextFolder is null;
        return new SweepState(
            cursors,
            isRoundOver ? roundBegan : before.ReceiptsRead,
            waiting,
            left ? null : whole ? now : before.WholeAt,
            isRoundOver ? null : nextFolder,
            isRoundOver ? null : roundBegan);
    }

    /// <summary>Takes what has no receipt out of a listing, at most twice as many as may wait, the oldest of them.</summary>
    /// <returns>Whether some did not fit.</returns>
    private static async Task<bool> CollectAsync(
        IAsyncEnumerable<BlobItem> listed,
        SweepState before,
        Func<Receipt, bool> isHandled,
        Dictionary<Receipt, WaitingFile> found,
        CancellationToken cancellationToken)
    {
        var known = before.Waiting.ToDictionary(f => f.Receipt);
        var left = false;
        await foreach (var blob in listed.WithCancellation(cancellationToken))
        {
            var receipt = Receipt.Of(blob.Name, blob.Properties.ETag!.Value);
            if (isHandled(receipt))
            {
                continue;
            }

            found[receipt] = known.GetValueOrDefault(receipt) ?? new WaitingFile(receipt, blob.Properties.LastModified!.Value);
            if (found.Count >= 2 * MostWaiting)
            {
                left = true;
                foreach (var younger in found.Values.OrderByDescending(f => f.ArrivedAt).Take(MostWaiting).ToList())
                {
                    found.Remove(younger.Receipt);
                }
            }
        }

        return left;
    }

    /// <returns>What still waits; null where the file is handled.</returns>
    private async Task<WaitingFile?> HandleAsync(string container, WaitingFile file, CancellationToken cancellationToken)
    {
        try
        {
            if (RawArrivals.IsUnreachable(file.Receipt.Name))
            {
                await arrivals.GiveUpAsync(
                    container,
                    file.Receipt,
                    file.ArrivedAt,
                    "A name with a segment '.' or '..' cannot be asked for over HTTP. Upload the file under another name.",
                    cancellationToken);
                return null;
            }

            await arrivals.HandleAsync(container, file.Receipt.Name, cancellationToken);
            logger.LogInformation(
                "{Container}/{Blob} had no receipt since {Since:u}: handled by the sweep", container, file.Receipt.Name, file.ArrivedAt);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var failures = file.Failures + (TransientFault.Is(e) ? 0 : 1);
            logger.LogError(
                e,
                "{Container}/{Blob} failed in the sweep ({Tries} tries, {Failures} for its own reason)",
                container,
                file.Receipt.Name,
                file.Tries,
                failures);
            if (failures >= options.Value.PoisonThreshold)
            {
                var reason = $"Handling the file failed {failures} times; last: {e.Message}";
                return await GiveUpAsync(container, file, reason, cancellationToken);
            }

            return file with { Failures = failures, Reason = e.Message.ReplaceLineEndings(" ") };
        }
    }

    private async Task<WaitingFile?> GiveUpAsync(string container, WaitingFile file, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await arrivals.GiveUpAsync(container, file.Receipt, file.ArrivedAt, reason, cancellationToken);
            return null;
        }
        catch (Exception e) when (TransientFault.Is(e) && !cancellationToken.IsCancellationRequested)
        {
            return file with { Reason = e.Message.ReplaceLineEndings(" ") };
        }
    }

    private bool IsDue(WaitingFile file)
    {
        var now = clock.GetUtcNow();
        var wait = FirstRetry * Math.Pow(2, Math.Min(file.Tries, 10) - 1);
        return now - file.ArrivedAt >= options.Value.Grace
            && (file.TriedAt is not { } tried || now - tried >= (wait < LongestRetry ? wait : LongestRetry));
    }

    /// <summary>Half of a SHA-256: a million receipts take some 40 MB, and two of them being equal is no risk.</summary>
    private static UInt128 HashOf(Receipt receipt)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{receipt.Name}\n{receipt.ETag}"), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
