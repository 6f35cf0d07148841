using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Replay;

/// <summary>Puts a replay together.</summary>
public static class ReplayServices
{
    /// <summary>
    /// Replaces the clock by a simulated one and adds what a replay needs beside the domain. The host adds a training launcher, as for a
    /// service.
    /// </summary>
    public static IServiceCollection AddReplay(this IServiceCollection services) => services
        .AddSingleton<SimulatedClock>()
        .AddSingleton<TimeProvider>(p => p.GetRequiredService<SimulatedClock>())
        .AddSingleton<IWorkflowClient, ReplayedWorkflows>()
        .AddSingleton<ReplayedService>()
        .AddSingleton<HistoryReplay>();
}
