using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WeatherKd.Local.Workflow;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.Local.Tests;

/// <summary>One process's share in the account's workflows: client and worker on the real engine, with scripted steps.</summary>
internal sealed class WorkflowHost : IAsyncDisposable
{
    private readonly TaskHub _hub;
    private readonly WorkflowWorker _worker;

    private WorkflowHost(TaskHub hub, OrchestrationClient client, WorkflowWorker worker)
    {
        _hub = hub;
        Client = client;
        _worker = worker;
    }

    public IWorkflowClient Client { get; }

    public static TaskHub Hub(string account, string hub = TaskHub.Name, TimeSpan? takeOverTime = null) => new(
        Options.Create(new StorageConnection { ConnectionString = account }),
        Options.Create(new TaskHubOptions { TakeOverTime = takeOverTime ?? TimeSpan.FromSeconds(12) }),
        NullLoggerFactory.Instance,
        hub);

    public static async Task<WorkflowHost> StartAsync(
        string account,
        ScriptedSteps steps,
        string name = TaskHub.Name,
        TimeSpan? takeOverTime = null)
    {
        var storage = new WeatherStorage(new StorageConnection { ConnectionString = account }.Connect());
        await storage.CreateContainersAsync(CancellationToken.None);
        var hub = Hub(account, name, takeOverTime);
        var client = new OrchestrationClient(hub, TimeProvider.System);
        var journals = new JournalsOfVersion1(storage, client, TimeProvider.System, NullLogger<JournalsOfVersion1>.Instance);
        var host = new WorkflowHost(
            hub,
            client,
            new WorkflowWorker(hub, journals, steps.Provider(), TimeProvider.System, NullLoggerFactory.Instance));
        await host._worker.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>The history of an instance's present round, as the engine's JSON.</summary>
    public async Task<string> HistoryAsync(string instance)
    {
        var state = (await _hub.Service.GetOrchestrationStateAsync(instance, allExecutions: false)).Single();
        return await _hub.Service.GetOrchestrationHistoryAsync(instance, state.OrchestrationInstance.ExecutionId);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(CancellationToken.None);
        _worker.Dispose();
    }
}
