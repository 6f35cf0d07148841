using System.Globalization;
using DurableTask.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Local.Workflow;

/// <summary>
/// Does the account's workflows with the Durable Task Framework, the engine that Durable Functions runs on. Several processes may, on one
/// account: they share instances and steps, and what one of them held when it
/// died the others take over.
/// </summary>
internal sealed class WorkflowWorker(
    TaskHub hub,
    JournalsOfVersion1 journals,
    IServiceProvider services,
    TimeProvider clock,
    ILoggerFactory loggers) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);
    private readonly ILogger _logger = loggers.CreateLogger<WorkflowWorker>();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var underWay = new StepsUnderWay();
        using var worker = Create(underWay);
        if (!await TryAsync("Starting workflows", async () => await worker.StartAsync(), stoppingToken))
        {
            return;
        }

        await TryAsync(
            "Looking for the workflows of the first version",
            async () => await journals.StartAnewAsync(stoppingToken),
            stoppingToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync(worker, underWay);
    }

    /// <summary>Repeats an action until it succeeds: a host whose storage does not answer keeps on serving.</summary>
    /// <returns>False where it was stopped.</returns>
    private async Task<bool> TryAsync(string what, Func<Task> work, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work();
                return true;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                _logger.LogWarning(e, "{What} failed; again in {Interval}", what, LookInterval);
                await Task.Delay(LookInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }

    private async Task StopAsync(TaskHubWorker worker, StepsUnderWay underWay)
    {
        using var patience = new CancellationTokenSource(StopPatience);
        await underWay.StopAsync(patience.Token);
        try
        {
            // Forced: no step is under way any more, and sessions that wait for events need not run out.
            await worker.StopAsync(isForced: true).WaitAsync(patience.Token);
        }
        catch (Exception e)
        {
            _logger.LogInformation(
                "Storage did not answer while workflows stopped ({Reason}); what this host held is taken over when its time has run out",
                e.Message);
        }
    }

    private TaskHubWorker Create(StepsUnderWay underWay)
    {
        var worker = new TaskHubWorker(hub.Service, loggers) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        for (var version = 1; version <= RetrainingWorkflow.Version; version++)
        {
            worker.AddTaskOrchestrations(new Maker<TaskOrchestration>(
                RetrainingWorkflow.Name,
                version.ToString(CultureInfo.InvariantCulture),
                () => new RetrainingOrchestration()));
        }

        return worker.AddTaskActivities(
            Step(RetrainingSteps.TakeTrainingSlot, underWay),
            Step(RetrainingSteps.SettleRun, underWay),
            Step(RetrainingSteps.PlanAlignment, underWay),
            Step(RetrainingSteps.AlignShard, underWay),
            Step(RetrainingSteps.DescribeDataset, underWay),
            Step(RetrainingSteps.AlignDataset, underWay),
            Step(RetrainingSteps.StartTraining, underWay),
            Step(RetrainingSteps.CheckTraining, underWay),
            Step(RetrainingSteps.StopTraining, underWay),
            Step(RetrainingSteps.RegisterStudent, underWay),
            Step(RetrainingSteps.VerifyStudent, underWay),
            Step(RetrainingSteps.ApplyVerdict, underWay),
            Step(RetrainingSteps.ReleaseTrainingSlot, underWay));
    }

    private Maker<TaskActivity> Step<TInput, TOutput>(WorkflowStep<TInput, TOutput> step, StepsUnderWay underWay) =>
        new(step.Name, StepActivity.Version, () => new StepActivity<TInput, TOutput>(step, services, underWay, _logger));

    /// <summary>Makes an object of the framework's for a name and a version.</summary>
    private sealed class Maker<T> : ObjectCreator<T>
    {
        private readonly Func<T> _make;

        public Maker(string name, string version, Func<T> make)
        {
            Name = name;
            Version = version;
            _make = make;
        }

        public override T Create() => _make();
    }
}
