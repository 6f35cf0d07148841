using WeatherKd.Retraining.Workflow;
using WeatherKd.Students;

namespace WeatherKd.Retraining.Steps;

/// <inheritdoc cref="RetrainingSteps.ApplyVerdict"/>
public sealed class ApplyVerdictStep(StudentRegistry registry, ITrainingSlots slots) : IStep<VerdictToApply, RetrainingOutcome>
{
    /// <inheritdoc/>
    public async Task<RetrainingOutcome> RunAsync(VerdictToApply input, CancellationToken cancellationToken)
    {
        await slots.EnsureHeldAsync(input.Slot, cancellationToken);
        var student = input.Verdict.Student;
        var id = $"{input.Slot.Instance}/{student}";
        var by = $"retraining {input.Slot.Instance}";
        if (await registry.FindActAsync(id, cancellationToken) is { } done)
        {
            // An earlier try of this step did it; whatever an operator has done since stands.
            var verdict = done.Act == ServiceAct.Rejection ? RetrainingVerdict.Rejected : RetrainingVerdict.Promoted;
            return new RetrainingOutcome(verdict, input.Run, student, input.Verdict.Reasons);
        }

        if (!input.Verdict.Passed)
        {
            return await RejectAsync(input, id, by, input.Verdict.Reasons, cancellationToken);
        }

        var champion = await registry.ChampionAsync(cancellationToken);
        if (champion?.Value.Student != input.Verdict.Champion)
        {
            return await RejectAsync(
                input,
                id,
                by,
                [Superseded(input.Verdict.Champion, champion?.Value.Student), .. input.Verdict.Reasons],
                cancellationToken);
        }

        try
        {
            var reason = $"{input.Reason}: {string.Join("; ", input.Verdict.Reasons)}";
            await registry.PromoteAsync(student, id, by, reason, champion?.Value.Sequence ?? 0, cancellationToken);
            return new RetrainingOutcome(RetrainingVerdict.Promoted, input.Run, student, input.Verdict.Reasons);
        }
        catch (Exception e) when (e is ChampionChangedException or StudentDamagedException)
        {
            return await RejectAsync(input, id, by, [e.Message, .. input.Verdict.Reasons], cancellationToken);
        }
    }

    private static string Superseded(string? then, string? now) =>
        $"not promoted: it was compared with {then ?? "no champion"}, and since then {now ?? "no student"} is in service";

    private async Task<RetrainingOutcome> RejectAsync(
        VerdictToApply input, string id, string by, IReadOnlyList<string> reasons, CancellationToken cancellationToken)
    {
        await registry.RecordRejectionAsync(
            input.Verdict.Student,
            id,
            by,
            $"{input.Reason}: {string.Join("; ", reasons)}",
            cancellationToken);
        return new RetrainingOutcome(RetrainingVerdict.Rejected, input.Run, input.Verdict.Student, reasons);
    }
}
