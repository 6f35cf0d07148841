using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using WeatherKd.Functions.Workflow;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Functions;

/// <summary>The retraining workflow: its orchestrator, and one activity for each of its steps.</summary>
public sealed class RetrainingFunctions(IServiceProvider services, DurableWorkflowClient workflows)
{
    [Function(RetrainingWorkflow.Name)]
    public static Task<RetrainingOutcome> Retraining([OrchestrationTrigger] TaskOrchestrationContext context, RetrainingRequest request) =>
        RetrainingWorkflow.RunAsync(new DurableWorkflowContext(context), request);

    [Function(nameof(RetrainingSteps.TakeTrainingSlot))]
    public Task<SlotAnswer> TakeTrainingSlot(
        [ActivityTrigger] SlotRequest input,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        workflows.Use(client);
        return RunAsync(RetrainingSteps.TakeTrainingSlot, input, cancellationToken);
    }

    [Function(nameof(RetrainingSteps.SettleRun))]
    public Task<SettledRun> SettleRun([ActivityTrigger] SettleRequest input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.SettleRun, input, cancellationToken);

    [Function(nameof(RetrainingSteps.PlanAlignment))]
    public Task<PlannedAlignment> PlanAlignment([ActivityTrigger] AlignmentRequest input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.PlanAlignment, input, cancellationToken);

    [Function(nameof(RetrainingSteps.AlignShard))]
    public Task<AlignedShard> AlignShard([ActivityTrigger] ShardRequest input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.AlignShard, input, cancellationToken);

    [Function(nameof(RetrainingSteps.DescribeDataset))]
    public Task<AlignedDataset> DescribeDataset([ActivityTrigger] DescriptionRequest input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.DescribeDataset, input, cancellationToken);

    [Function(nameof(RetrainingSteps.AlignDataset))]
    public Task<AlignedDataset> AlignDataset([ActivityTrigger] AlignmentRequest input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.AlignDataset, input, cancellationToken);

    [Function(nameof(RetrainingSteps.StartTraining))]
    public Task<TrainingExecution> StartTraining([ActivityTrigger] TrainingStart input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.StartTraining, input, cancellationToken);

    [Function(nameof(RetrainingSteps.CheckTraining))]
    public Task<TrainingState> CheckTraining([ActivityTrigger] TrainingExecution input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.CheckTraining, input, cancellationToken);

    [Function(nameof(RetrainingSteps.StopTraining))]
    public Task<TrainingState> StopTraining([ActivityTrigger] TrainingStop input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.StopTraining, input, cancellationToken);

    [Function(nameof(RetrainingSteps.RegisterStudent))]
    public Task<RegisteredStudent> RegisterStudent([ActivityTrigger] StudentRegistration input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.RegisterStudent, input, cancellationToken);

    [Function(nameof(RetrainingSteps.VerifyStudent))]
    public Task<StudentVerdict> VerifyStudent([ActivityTrigger] StudentExamination input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.VerifyStudent, input, cancellationToken);

    [Function(nameof(RetrainingSteps.ApplyVerdict))]
    public Task<RetrainingOutcome> ApplyVerdict([ActivityTrigger] VerdictToApply input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.ApplyVerdict, input, cancellationToken);

    [Function(nameof(RetrainingSteps.ReleaseTrainingSlot))]
    public Task<SlotReleased> ReleaseTrainingSlot([ActivityTrigger] SlotRelease input, CancellationToken cancellationToken) =>
        RunAsync(RetrainingSteps.ReleaseTrainingSlot, input, cancellationToken);

    private Task<TOutput> RunAsync<TInput, TOutput>(
        WorkflowStep<TInput, TOutput> step,
        TInput input,
        CancellationToken cancellationToken) =>
        services.RunStepAsync(step, input, cancellationToken);
}
