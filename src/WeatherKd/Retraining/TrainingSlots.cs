using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.Retraining;

/// <summary>
/// One training slot a model: <c>pipeline/slots/&lt;model&gt;.json</c>, changed by compare-and-swap, whichever host asks. Runs that
/// arrive while it is
/// held are left in it, and only the newest counts. A holder that vanished loses the slot after <see cref="HoldTime"/>; its fencing
/// number then refuses it.
/// </summary>
public sealed class TrainingSlots(WeatherStorage storage, IOptions<RetrainingOptions> options, TimeProvider clock) : ITrainingSlots
{
    /// <summary>Time after which a slot that nobody works in can be taken. Longer than any single step.</summary>
    public static TimeSpan HoldTime { get; } = TimeSpan.FromMinutes(30);

    private const string Folder = "slots/";
    private const string Ending = ".json";

    /// <summary>Takes the slot of a model, or leaves the run with its holder. Asked twice by one instance, it gives the same.</summary>
    /// <param name="request">Who asks, and for which run.</param>
    /// <param name="ended">An instance that has ended without giving the slot back, and loses it; null where none is known.</param>
    /// <param name="cancellationToken">Stops the tries.</param>
    public async Task<SlotAnswer> TakeAsync(SlotRequest request, string? ended, CancellationToken cancellationToken)
    {
        var slot = await Blob(request.Model).UpdateJsonAsync<TrainingSlot>(
            present =>
            {
                var now = clock.GetUtcNow();
                var free = present is null || present.Holder is null || present.Until < now || present.Holder == ended;
                if (present?.Holder == request.Instance)
                {
                    return present;
                }

                if (free)
                {
                    return new TrainingSlot(
                        (present?.Fence ?? 0) + 1,
                        request.Instance,
                        now,
                        now + HoldTime,
                        Newest(present?.Pending, request.Run),
                        now,
                        present?.LastTrainingAt);
                }

                var pending = Newest(present!.Pending, request.Run);
                return pending == present.Pending ? present : present with { Pending = pending, LastArrivalAt = now };
            },
            cancellationToken);
        var grant = slot.Holder == request.Instance
            ? new SlotGrant(request.Model, request.Instance, slot.Fence, request.TraceParent)
            : null;
        var plan = new RetrainingPlan(
            options.Value.TrainingTimeLimit,
            options.Value.PollInterval,
            options.Value.MaximumRestarts,
            options.Value.RestartWaits ?? RetrainingOptions.DefaultRestartWaits);
        return new SlotAnswer(grant, slot.Holder!, plan);
    }

    /// <summary>
    /// The newest run left in the slot, and how long to wait for more: until arrivals have settled and the cool-down has passed.
    /// </summary>
    public async Task<SettledRun> SettleAsync(SettleRequest request, CancellationToken cancellationToken)
    {
        await EnsureHeldAsync(request.Slot, cancellationToken);
        var slot = (await Blob(request.Slot.Model).TryReadJsonAsync<TrainingSlot>(cancellationToken))!.Value;
        var now = clock.GetUtcNow();
        var settled = slot.LastArrivalAt + options.Value.SettleTime;
        var latest = slot.HeldSince + options.Value.LongestSettleTime;
        var cooled = slot.LastTrainingAt is { } last ? last + options.Value.CoolDown : now;
        var start = new[] { settled < latest ? settled : latest, cooled }.Max();
        var wait = request.Proceed || start <= now ? TimeSpan.Zero : start - now;
        if (wait > TimeSpan.Zero)
        {
            // Asked again well before the hold ends, so that a long cool-down does not lose the slot to the next run.
            return new SettledRun(Newest(slot.Pending, request.Run), wait < HoldTime / 2 ? wait : HoldTime / 2);
        }

        // Taken along: what arrives from here on is the next round's. The slot remembers what was taken, because a host that dies right
        // after this asks again.
        await UpdateHeldAsync(
            request.Slot,
            s => s.Pending is null ? s : s with { Pending = null, Taken = Newest(s.Pending, Newest(s.Taken, request.Run)) },
            cancellationToken);
        slot = (await Blob(request.Slot.Model).TryReadJsonAsync<TrainingSlot>(cancellationToken))!.Value;
        return new SettledRun(Newest(slot.Taken, request.Run), TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public Task EnsureHeldAsync(SlotGrant slot, CancellationToken cancellationToken) =>
        UpdateHeldAsync(slot, s => s with { Until = clock.GetUtcNow() + HoldTime }, cancellationToken);

    /// <summary>Gives the slot back, or keeps it for a run that came meanwhile.</summary>
    public async Task<SlotReleased> ReleaseAsync(SlotRelease request, CancellationToken cancellationToken)
    {
        var trained = request.Outcome.Verdict is RetrainingVerdict.Promoted or RetrainingVerdict.Rejected;
        DateTimeOffset? next = null;
        await Blob(request.Slot.Model).UpdateJsonAsync<TrainingSlot>(
            present =>
            {
                next = null;
                if (present is null || present.Fence != request.Slot.Fence || present.Holder != request.Slot.Instance)
                {
                    // Released already by an earlier try, or taken over: nothing of ours to give back.
                    return present
                        ?? new TrainingSlot(request.Slot.Fence, null, clock.GetUtcNow(), clock.GetUtcNow(), null, clock.GetUtcNow(), null);
                }

                var now = clock.GetUtcNow();
                next = present.Pending;
                return present with
                {
                    Holder = next is null ? null : present.Holder,
                    HeldSince = now,
                    Until = now + HoldTime,
                    LastTrainingAt = trained ? now : present.LastTrainingAt,
                    Taken = null,
                };
            },
            cancellationToken);
        return new SlotReleased(next);
    }

    /// <summary>
    /// Leaves a run in the slot for whoever takes it next. Where nobody holds it, <see cref="PendingRetrainings"/> starts it.
    /// </summary>
    public Task LeaveAsync(string model, DateTimeOffset run, CancellationToken cancellationToken) =>
        Blob(model).UpdateJsonAsync<TrainingSlot>(
            present =>
            {
                var now = clock.GetUtcNow();
                var pending = Newest(present?.Pending, run);
                return present is null ? new TrainingSlot(0, null, now, now, run, now, null)
                    : pending == present.Pending ? present
                    : present with { Pending = pending, LastArrivalAt = now, StartedAt = null };
            },
            cancellationToken);

    /// <summary>The slots in which a run waits.</summary>
    internal async IAsyncEnumerable<WaitingRun> WaitingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in storage.Pipeline.GetBlobsAsync(BlobTraits.None, BlobStates.None, Folder, cancellationToken))
        {
            var slot = await storage.Pipeline.GetBlobClient(blob.Name).TryReadJsonAsync<TrainingSlot>(cancellationToken);
            if (slot?.Value is { Pending: { } run } found)
            {
                var model = blob.Name[Folder.Length..^Ending.Length];
                yield return new WaitingRun(model, run, found.Holder, found.Holder is not null && found.Until >= clock.GetUtcNow());
            }
        }
    }

    /// <summary>
    /// Notes that a waiting run is being started. Answers false where that was noted within <see cref="HoldTime"/>: its instance is on
    /// its way to the slot.
    /// </summary>
    internal async Task<bool> TryNoteStartAsync(WaitingRun waiting, CancellationToken cancellationToken)
    {
        var noted = false;
        await Blob(waiting.Model).UpdateJsonAsync<TrainingSlot>(
            present =>
            {
                var now = clock.GetUtcNow();
                noted = present!.Pending == waiting.Run && present.Holder == waiting.Holder && !(now - present.StartedAt < HoldTime);
                return noted ? present with { StartedAt = now } : present;
            },
            cancellationToken);
        return noted;
    }

    private static DateTimeOffset Newest(DateTimeOffset? pending, DateTimeOffset run) => pending > run ? pending.Value : run;

    private Task<TrainingSlot> UpdateHeldAsync(
        SlotGrant slot,
        Func<TrainingSlot, TrainingSlot> change,
        CancellationToken cancellationToken) =>
        Blob(slot.Model).UpdateJsonAsync<TrainingSlot>(
            present => present is not null && present.Fence == slot.Fence && present.Holder == slot.Instance
                ? change(present)
                : throw new StepRefusedException(
                    $"The training slot of {slot.Model} is no longer held by {slot.Instance} (fence {slot.Fence}, now {present?.Fence} by "
                    + $"{present?.Holder ?? "nobody"})."),
            cancellationToken);

    private BlobClient Blob(string model) => storage.Pipeline.GetBlobClient(Folder + model + Ending);

    /// <summary>The slot as it is stored.</summary>
    private sealed record TrainingSlot(
        long Fence,
        string? Holder,
        DateTimeOffset HeldSince,
        DateTimeOffset Until,
        DateTimeOffset? Pending,
        DateTimeOffset LastArrivalAt,
        DateTimeOffset? LastTrainingAt,
        DateTimeOffset? Taken = null,
        DateTimeOffset? StartedAt = null);
}

/// <summary>A run that waits in a training slot.</summary>
/// <param name="Model">The slot's model.</param>
/// <param name="Run">The run.</param>
/// <param name="Holder">The instance that has the slot; null for none.</param>
/// <param name="Held">Whether the holder's time has not run out.</param>
internal sealed record WaitingRun(string Model, DateTimeOffset Run, string? Holder, bool Held);
