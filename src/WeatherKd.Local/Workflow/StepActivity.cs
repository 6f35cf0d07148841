using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using Microsoft.Extensions.Logging;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.Local.Workflow;

/// <summary>Names of activities, beside the steps'.</summary>
internal static class StepActivity
{
    /// <summary>Steps have one version: what they do is known by their names and types.</summary>
    public const string Version = "";
}

/// <summary>A step as an activity of the Durable Task Framework.</summary>
internal sealed class StepActivity<TInput, TOutput>(
    WorkflowStep<TInput, TOutput> step, IServiceProvider services, StepsUnderWay underWay, ILogger logger) : TaskActivity
{
    /// <inheritdoc/>
    public override string Run(TaskContext context, string input) => throw new NotSupportedException("Steps are asynchronous.");

    /// <inheritdoc/>
    public override async Task<string> RunAsync(TaskContext context, string input)
    {
        using var entered = underWay.Enter();
        try
        {
            // The framework writes a call's parameters as a list; a step has one.
            var parameters = JsonSerializer.Deserialize<TInput[]>(input, WeatherJson.Compact)!;
            return WorkflowJson.Instance.Serialize((await services.RunStepAsync(step, parameters[0], underWay.Stopping))!);
        }
        catch (Exception e) when (underWay.Stopping.IsCancellationRequested)
        {
            // Nobody's failure: the step goes back into the queue for another host, or for this one's next start.
            throw new SessionAbortedException($"{step.Name} was given back: this host stops.", e);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "{Instance}: {Step} failed", context.OrchestrationInstance.InstanceId, step.Name);
            throw;
        }
    }
}
