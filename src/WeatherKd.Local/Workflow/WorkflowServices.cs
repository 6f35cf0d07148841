using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Settings;

namespace WeatherKd.Local.Workflow;

/// <summary>Who is made of what, in the workflow engine.</summary>
internal static class WorkflowServices
{
    /// <summary>Lets a process start and ask workflows of the account.</summary>
    public static IServiceCollection AddWorkflowClient(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings<TaskHubOptions>(configuration, "TaskHub")
        .AddSingleton<TaskHub>()
        .AddSingleton<IWorkflowClient, OrchestrationClient>();

    /// <summary>Lets a process do them, too.</summary>
    public static IServiceCollection AddWorkflowWorker(this IServiceCollection services) => services
        .AddSingleton<JournalsOfVersion1>()
        .AddSingleton<WorkflowWorker>()
        .AddSingleton<IHostedService>(p => p.GetRequiredService<WorkflowWorker>());
}
