using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WeatherKd.Local.Workflow;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>The workflows of an account as the test sees them: directly, whatever becomes of the hosts' requests.</summary>
internal static class AccountWorkflows
{
    /// <summary>
    /// After this silence of a host another takes over: the shortest that the engine's renewal every 5 s allows, so that a life with kills
    /// is short.
    /// </summary>
    public static TimeSpan TakeOverTime { get; } = TimeSpan.FromSeconds(12);

    public static IWorkflowClient Of(string connectionString) => new OrchestrationClient(
        new TaskHub(Options.Create(new StorageConnection
        {
            ConnectionString = connectionString,
        }), Options.Create(new TaskHubOptions()), NullLoggerFactory.Instance),
        TimeProvider.System);
}
