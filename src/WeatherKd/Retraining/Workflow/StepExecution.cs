using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Telemetry;

namespace WeatherKd.Retraining.Workflow;

/// <summary>Does a step, the same way on every host: finds what does it, and puts a span of the retraining's trace around it.</summary>
public static class StepExecution
{
    /// <summary>Does a step once. The host decides about further tries.</summary>
    /// <param name="services">Where the step's <see cref="IStep{TInput, TOutput}"/> is.</param>
    /// <param name="step">The step.</param>
    /// <param name="input">What the workflow gives.</param>
    /// <param name="cancellationToken">Stops the step.</param>
    /// <exception cref="StepRefusedException">It can never succeed; it is not tried again.</exception>
    public static async Task<TOutput> RunStepAsync<TInput, TOutput>(
        this IServiceProvider services,
        WorkflowStep<TInput, TOutput> step,
        TInput input,
        CancellationToken cancellationToken)
    {
        var (instance, cause) = input switch
        {
            ISlotWork { Slot: var slot } => (slot.Instance, slot.TraceParent),
            SlotRequest request => (request.Instance, request.TraceParent),
            _ => throw new ArgumentException($"The input of {step.Name} names no workflow instance.", nameof(input)),
        };
        using var span = WeatherTelemetry.Begin($"step {step.Name}", instance, cause);
        try
        {
            return await services.GetRequiredService<IStep<TInput, TOutput>>().RunAsync(input, cancellationToken);
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }
}
