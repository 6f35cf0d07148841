using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Retraining;

/// <summary>
/// The retraining of one model, as a workflow: slot, align, train, verify, promote. Plain C# against <see cref="IWorkflowContext"/>,
/// run by Durable Functions and by the Durable Task Framework alike.
/// </summary>
public static class RetrainingWorkflow
{
    /// <summary>Name of the orchestrator function.</summary>
    public const string Name = "Retraining";

    /// <summary>Version of this code. It grows with every change of the order of calls; instances in flight keep theirs.</summary>
    public const int Version = 3;

    /// <summary>Version since which a job that died without progress waits before it is started again.</summary>
    private const int RestartsWait = 2;

    /// <summary>First version that aligns by shard of stations.</summary>
    private const int AlignsByShard = 3;

    /// <summary>
    /// Plans of one alignment: segments are put together once an hour or so, and hardly during several alignments in a row.
    /// </summary>
    private const int MostPlans = 5;

    /// <summary>
    /// Longest wait between two looks at a dead job, which keep the training slot: half of the time that it is held without one.
    /// </summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>First version that begins anew for each further round.</summary>
    private const int ContinuesAsNew = 2;

    /// <summary>Event raised when a job's <c>result.json</c> has landed.</summary>
    public const string TrainingEnded = "training-ended";

    /// <summary>Event by which an operator ends the waiting for more runs.</summary>
    public const string Proceed = "proceed";

    /// <summary>Runs the workflow.</summary>
    public static async Task<RetrainingOutcome> RunAsync(IWorkflowContext context, RetrainingRequest request)
    {
        context.ReportStatus(new RetrainingStatus(RetrainingStage.Waiting, request.Run, null, "waiting for the training slot"));
        var answer = await context.CallAsync(
            RetrainingSteps.TakeTrainingSlot,
            new SlotRequest(request.Model, request.Run, context.InstanceId, request.Reason, request.TraceParent));
        if (answer.Grant is not { } slot)
        {
            return End(context, new RetrainingOutcome(
                RetrainingVerdict.Coalesced, request.Run, null, [$"{answer.Holder} holds the training slot and takes this run along"]));
        }

        // Runs that arrive during one round are trained on in the next, in this same instance, which already holds the slot.
        for (var round = request.Round; ; round++)
        {
            var outcome = await RetrainOnceAsync(context, request, slot, answer.Plan, round);
            if ((await context.CallAsync(RetrainingSteps.ReleaseTrainingSlot, new SlotRelease(slot, outcome))).NextRun is not { } next)
            {
                return End(context, outcome);
            }

            request = request with { Run = next, Round = round + 1 };
            if (context.WorkflowVersion >= ContinuesAsNew)
            {
                context.ContinueAsNew(request);
                return outcome;
            }
        }
    }

    private static async Task<RetrainingOutcome> RetrainOnceAsync(
        IWorkflowContext context,
        RetrainingRequest request,
        SlotGrant slot,
        RetrainingPlan plan,
        int round)
    {
        var run = request.Run;
        try
        {
            run = await SettleAsync(context, slot, run);
            context.ReportStatus(new RetrainingStatus(RetrainingStage.Aligning, run, null, "joining observations and teacher"));
            var dataset = await AlignAsync(context, slot, run);
            if (dataset.Insufficient is { } lack)
            {
                return new RetrainingOutcome(RetrainingVerdict.Skipped, run, null, [lack]);
            }

            var job = round == 0 ? context.InstanceId : $"{context.InstanceId}-{round + 1}";
            var ended = await TrainAsync(context, slot, plan, dataset, run, job);
            if (ended.Phase != TrainingPhase.Trained)
            {
                var verdict = ended.Phase == TrainingPhase.Unusable ? RetrainingVerdict.Skipped : RetrainingVerdict.Failed;
                return new RetrainingOutcome(verdict, run, null, [ended.Message]);
            }

            context.ReportStatus(new RetrainingStatus(RetrainingStage.Verifying, run, job, "scoring the student"));
            var student = await context.CallAsync(RetrainingSteps.RegisterStudent, new StudentRegistration(slot, job, dataset, run));
            var finding = await context.CallAsync(RetrainingSteps.VerifyStudent, new StudentExamination(slot, student.Student, dataset));
            context.ReportStatus(new RetrainingStatus(
                RetrainingStage.Promoting,
                run,
                job,
                finding.Passed ? "promoting the student" : "recording the rejection"));
            return await context.CallAsync(RetrainingSteps.ApplyVerdict, new VerdictToApply(slot, run, finding, request.Reason));
        }
        catch (StepFailedException e)
        {
            return new RetrainingOutcome(RetrainingVerdict.Failed, run, null, [e.Message]);
        }
    }

    private static async Task<DateTimeOffset> SettleAsync(IWorkflowContext context, SlotGrant slot, DateTimeOffset run)
    {
        var settled = await context.CallAsync(RetrainingSteps.SettleRun, new SettleRequest(slot, run, Proceed: false));
        while (settled.Wait > TimeSpan.Zero)
        {
            context.ReportStatus(new RetrainingStatus(RetrainingStage.Waiting, settled.Run, null, "waiting for more runs to arrive"));
            var proceed = await context.WaitForEventAsync(Proceed, settled.Wait);
            settled = await context.CallAsync(RetrainingSteps.SettleRun, new SettleRequest(slot, settled.Run, proceed));
        }

        return settled.Run;
    }

    private static async Task<AlignedDataset> AlignAsync(IWorkflowContext context, SlotGrant slot, DateTimeOffset run)
    {
        if (context.WorkflowVersion < AlignsByShard)
        {
            return await context.CallAsync(RetrainingSteps.AlignDataset, new AlignmentRequest(slot, run));
        }

        for (var plans = 0; plans < MostPlans; plans++)
        {
            var plan = await context.CallAsync(RetrainingSteps.PlanAlignment, new AlignmentRequest(slot, run));
            if (plan.Insufficient is { } lack)
            {
                return new AlignedDataset(plan.Dataset, string.Empty, 0, 0, lack);
            }

            context.ReportStatus(new RetrainingStatus(
                RetrainingStage.Aligning,
                run,
                null,
                $"joining observations and teacher, {plan.Shards} shards of stations"));
            if (await AlignShardsAsync(context, slot, plan))
            {
                return await context.CallAsync(RetrainingSteps.DescribeDataset, new DescriptionRequest(slot, plan.Dataset));
            }
        }

        throw new StepFailedException(
            RetrainingSteps.AlignShard.Name,
            $"segments were put together during each of {MostPlans} alignments in a row");
    }

    /// <summary>Has all shards aligned at once, by whichever hosts there are.</summary>
    /// <returns>False where segments of the plan are gone.</returns>
    private static async Task<bool> AlignShardsAsync(IWorkflowContext context, SlotGrant slot, PlannedAlignment plan)
    {
        var shards = new List<Task<AlignedShard>>();
        for (var shard = 0; shard < plan.Shards; shard++)
        {
            shards.Add(context.CallAsync(RetrainingSteps.AlignShard, new ShardRequest(slot, plan.Dataset, shard)));
        }

        // All of them are waited for, so that none is at work any more when the slot is given back.
        var whole = true;
        StepFailedException? failure = null;
        for (var shard = 0; shard < shards.Count; shard++)
        {
            try
            {
                whole &= !(await shards[shard]).SegmentsGone;
            }
            catch (StepFailedException e)
            {
                failure ??= e;
            }
        }

        return failure is null ? whole : throw failure;
    }

    private static async Task<TrainingState> TrainAsync(
        IWorkflowContext context,
        SlotGrant slot,
        RetrainingPlan plan,
        AlignedDataset dataset,
        DateTimeOffset run,
        string job)
    {
        var deadline = context.UtcNow + plan.TrainingTimeLimit;
        var overtime = new TrainingState(TrainingPhase.Died, $"training took longer than its limit of {plan.TrainingTimeLimit}");
        var reason = string.Empty;
        var idleDeaths = 0;
        for (var attempt = 0; attempt <= plan.MaximumRestarts; attempt++)
        {
            context.ReportStatus(new RetrainingStatus(
                RetrainingStage.Training, run, job, attempt == 0 ? "training" : $"training again from its checkpoint ({reason})"));
            var execution = await context.CallAsync(RetrainingSteps.StartTraining, new TrainingStart(slot, job, dataset, attempt));
            TrainingState state;
            do
            {
                await context.WaitForEventAsync(TrainingEnded, plan.PollInterval);
                state = await context.CallAsync(RetrainingSteps.CheckTraining, execution);
                if (state.Phase == TrainingPhase.Running && context.UtcNow >= deadline)
                {
                    state = await context.CallAsync(RetrainingSteps.StopTraining, new TrainingStop(execution));
                    if (state.Phase is not (TrainingPhase.Trained or TrainingPhase.Unusable))
                    {
                        return overtime;
                    }
                }

                if (state.Phase == TrainingPhase.Died && attempt < plan.MaximumRestarts)
                {
                    reason = state.Message;
                    idleDeaths = state.Progressed ? 0 : idleDeaths + 1;
                    state = await PauseAsync(context, plan, execution, state, run, idleDeaths);
                    if (state.Phase == TrainingPhase.Died && context.UtcNow >= deadline)
                    {
                        return overtime with { Message = $"{overtime.Message}; last: {reason}" };
                    }
                }
            }
            while (state.Phase == TrainingPhase.Running);

            if (state.Phase != TrainingPhase.Died)
            {
                return state;
            }

            reason = state.Message;
        }

        return new TrainingState(TrainingPhase.Died, $"the training job died {plan.MaximumRestarts + 1} times; last: {reason}");
    }

    /// <summary>
    /// Waits before a job that died without progress is started again: whatever refused it a machine will not have one a second later. Each
    /// look keeps the slot, and sees a result that came late.
    /// </summary>
    private static async Task<TrainingState> PauseAsync(
        IWorkflowContext context,
        RetrainingPlan plan,
        TrainingExecution execution,
        TrainingState state,
        DateTimeOffset run,
        int idleDeaths)
    {
        if (context.WorkflowVersion < RestartsWait)
        {
            return state;
        }

        var until = context.UtcNow + plan.WaitAfter(idleDeaths);
        while (state.Phase == TrainingPhase.Died && context.UtcNow < until)
        {
            context.ReportStatus(new RetrainingStatus(
                RetrainingStage.Training,
                run,
                execution.Job,
                $"the training job died without any progress ({state.Message}) and is started again at {until:u}"));
            var left = until - context.UtcNow;
            await context.WaitForEventAsync(TrainingEnded, left < LongestPause ? left : LongestPause);
            state = await context.CallAsync(RetrainingSteps.CheckTraining, execution);
        }

        return state;
    }

    private static RetrainingOutcome End(IWorkflowContext context, RetrainingOutcome outcome)
    {
        context.ReportStatus(new RetrainingStatus(RetrainingStage.Ended, outcome.Run, null, string.Join("; ", outcome.Reasons)));
        return outcome;
    }
}
