using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Retraining;

/// <summary>Which complete runs start a retraining. Configuration section <c>RetrainingPolicy</c>.</summary>
public sealed class RetrainingPolicyOptions
{
    /// <summary>When to retrain. Default on every run.</summary>
    public RetrainOn On { get; set; } = RetrainOn.EveryRun;

    /// <summary>With <see cref="RetrainOn.EveryNRuns"/>: how many. Default 4, range ≥ 1.</summary>
    [Range(1, int.MaxValue)]
    public int Runs { get; set; } = 4;

    /// <summary>
    /// Least time between two starts, whatever the reason. Default 0, range ≥ 0; the cool-down of the training slot puts off, this leaves
    /// out.
    /// </summary>
    [TimeRange("00:00:00")]
    public TimeSpan AtMostOnceEvery { get; set; } = TimeSpan.Zero;
}

/// <summary>The ways of choosing.</summary>
public enum RetrainOn
{
    /// <summary>Each complete run.</summary>
    EveryRun,

    /// <summary>Each n-th complete run.</summary>
    EveryNRuns,

    /// <summary>
    /// A complete run, while an alarm stands that a retraining can end: skill, drift or a changed model; and the newest complete run, once,
    /// when such an alarm comes up after it.
    /// </summary>
    Alarm,
}

/// <summary>
/// Decides whether a complete run starts a retraining. Asked again about the same run it answers the same, because a run arrives in many
/// files and events come twice: its memory is <c>pipeline/policy/&lt;model&gt;.json</c>.
/// </summary>
public sealed class RetrainingPolicy(WeatherStorage storage, IOptions<RetrainingPolicyOptions> options, TimeProvider clock)
{
    private const int MostDecisions = 64;

    /// <summary>Whether to retrain on a run.</summary>
    public async Task<PolicyDecision> DecideAsync(string model, DateTimeOffset run, CancellationToken cancellationToken)
    {
        var alarms = options.Value.On == RetrainOn.Alarm
            ? (await storage.Pipeline.GetBlobClient("alarms.json").TryReadJsonAsync<List<Alarm>>(cancellationToken))?.Value ?? []
            : [];
        var memory = await storage.Pipeline.GetBlobClient($"policy/{model}.json").UpdateJsonAsync<PolicyMemory>(
            present =>
            {
                present ??= new PolicyMemory(null, 0, []);
                if (present.Decisions.Any(d => d.Run == run))
                {
                    return present;
                }

                var decision = Decide(present, run, alarms);
                return new PolicyMemory(
                    decision.Train ? clock.GetUtcNow() : present.LastStart,
                    decision.Train ? 0 : present.RunsSince + 1,
                    [.. present.Decisions.TakeLast(MostDecisions - 1), decision]);
            },
            cancellationToken);
        return memory.Decisions.Last(d => d.Run == run);
    }

    /// <summary>
    /// Whether alarms that came up between two runs retrain on the newest complete run, which was let pass when it came. Each run is
    /// trained on once; asked again, it gives the same decision.
    /// </summary>
    /// <returns>The decision to train; null for none.</returns>
    public async Task<PolicyDecision?> ReconsiderAsync(string model, IReadOnlyList<Alarm> alarms, CancellationToken cancellationToken)
    {
        var blob = storage.Pipeline.GetBlobClient($"policy/{model}.json");
        if (options.Value.On != RetrainOn.Alarm || await blob.TryReadJsonAsync<PolicyMemory>(cancellationToken) is null)
        {
            return null;
        }

        PolicyDecision? made = null;
        await blob.UpdateJsonAsync<PolicyMemory>(
            present =>
            {
                made = null;
                var newest = present!.Decisions.MaxBy(d => d.Run);
                if (newest is null or { Train: true } || Decide(present, newest.Run, alarms) is not { Train: true } decision)
                {
                    // Decided before: whoever did may have died before the start, and starting twice is starting once.
                    made = newest?.Train == true ? newest : null;
                    return present;
                }

                made = decision;
                return new PolicyMemory(clock.GetUtcNow(), 0, [.. present.Decisions.Where(d => d.Run != newest.Run), decision]);
            },
            cancellationToken);
        return made;
    }

    private PolicyDecision Decide(PolicyMemory memory, DateTimeOffset run, IReadOnlyList<Alarm> alarms)
    {
        if (memory.LastStart is { } last && clock.GetUtcNow() - last < options.Value.AtMostOnceEvery)
        {
            return new PolicyDecision(
                run,
                false,
                $"the last retraining started at {UtcTime.Format(last)}, and at most one starts every {options.Value.AtMostOnceEvery}");
        }

        var cure = alarms.FirstOrDefault(a => a.EndsByRetraining);
        return options.Value.On switch
        {
            // The first run always trains: there is nothing to serve before it.
            _ when memory.LastStart is null => new PolicyDecision(run, true, "first complete run"),
            RetrainOn.EveryNRuns when memory.RunsSince + 1 < options.Value.Runs =>
                new PolicyDecision(run, false, $"run {memory.RunsSince + 1} of {options.Value.Runs} since the last retraining"),
            RetrainOn.Alarm when cure is null => new PolicyDecision(run, false, "no alarm stands that a retraining could end"),
            RetrainOn.Alarm => new PolicyDecision(run, true, $"alarm {cure!.Key}"),
            _ => new PolicyDecision(run, true, "run complete"),
        };
    }

    private sealed record PolicyMemory(DateTimeOffset? LastStart, int RunsSince, IReadOnlyList<PolicyDecision> Decisions);
}

/// <summary>A decision on a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Train">Whether to retrain.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record PolicyDecision(DateTimeOffset Run, bool Train, string Reason);
