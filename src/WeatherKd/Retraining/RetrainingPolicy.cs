using Microsoft.Extensions.Options;
using WeatherKd.Storage;
using WeatherKd.Watch;

namespace WeatherKd.Retraining;

/// <summary>Which complete runs start a retraining. Configuration section <c>RetrainingPolicy</c>.</summary>
public sealed class RetrainingPolicyOptions
{
    /// <summary>When to retrain. Default on every run.</summary>
    public RetrainOn On { get; set; } = RetrainOn.EveryRun;

    /// <summary>With <see cref="RetrainOn.EveryNRuns"/>: how many. Default 4, range ≥ 1.</summary>
    public int Runs { get; set; } = 4;

    /// <summary>Least time between two starts, whatever the reason. Default 0; the cool-down of the training slot puts off, this leaves out.</summary>
    public TimeSpan AtMostOnceEvery { get; set; } = TimeSpan.Zero;
}

/// <summary>The ways of choosing.</summary>
public enum RetrainOn
{
    /// <summary>Each complete run.</summary>
    EveryRun,

    /// <summary>Each n-th complete run.</summary>
    EveryNRuns,

    /// <summary>A complete run, while an alarm stands that a retraining can end: skill, drift or a changed model.</summary>
    Alarm,
}

/// <summary>
/// Decides whether a complete run starts a retraining. Asked again about the same run it answers the same, because a run arrives in many files and events come twice: its memory is
/// <c>pipeline/policy/&lt;model&gt;.json</c>.
/// </summary>
public sealed class RetrainingPolicy(WeatherStorage storage, IOptions<RetrainingPolicyOptions> options, TimeProvider clock)
{
    private const int Remembered = 64;

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
                    [.. present.Decisions.TakeLast(Remembered - 1), decision]);
            },
            cancellationToken);
        return memory.Decisions.Last(d => d.Run == run);
    }

    private PolicyDecision Decide(PolicyMemory memory, DateTimeOffset run, List<Alarm> alarms)
    {
        if (memory.LastStart is { } last && clock.GetUtcNow() - last < options.Value.AtMostOnceEvery)
        {
            return new PolicyDecision(run, false, $"the last retraining started at {UtcTime.Format(last)}, and at most one starts every {options.Value.AtMostOnceEvery}");
        }

        var cure = alarms.Find(a => a.Kind is AlarmKind.SkillDrop or AlarmKind.InputDrift or AlarmKind.ModelChange);
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
