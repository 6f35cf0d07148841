using WeatherKd.Local.Triggers;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>
/// A storage account, a proxy in front of it and a host behind that, which is started again whenever the test kills it: what an operating
/// system does with a service. The scene itself looks at the account directly.
/// </summary>
internal sealed class FaultScene : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>A cycle that has not ended by then never will; many times what it takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-faults-").FullName;
    private volatile HostProcess? _host;
    private volatile bool _killed;

    private FaultScene(string connectionString, StorageProxy proxy)
    {
        ConnectionString = connectionString;
        Proxy = proxy;
        Storage = new WeatherStorage(new StorageConnection { ConnectionString = connectionString }.Connect());
        Workflows = AccountWorkflows.Of(connectionString);
    }

    /// <summary>The account, not through the proxy.</summary>
    public string ConnectionString { get; }

    public StorageProxy Proxy { get; }

    public WeatherStorage Storage { get; }

    public IWorkflowClient Workflows { get; }

    public HostProcess Host => _host!;

    /// <summary>Settings for a whole cycle in seconds.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal)
    {
        ["BlobPoller:Interval"] = "00:00:00.2",
        ["TaskHub:TakeOverTime"] = AccountWorkflows.TakeOverTime.ToString("c"),
        ["Retraining:SettleTime"] = "00:00:01",
        ["Retraining:PollInterval"] = "00:00:01",
        ["Retraining:MinimumWindows"] = "50",
        ["Retraining:MaximumRestarts"] = "20",
        ["Retraining:Training:Epochs"] = "3",
        ["Retraining:Training:Patience"] = "3",
        ["Retraining:Training:HiddenSize"] = "8",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<FaultScene> StartAsync(AzuriteFixture azurite) => await StartAsync(azurite.NewConnectionString());

    public static async Task<FaultScene> StartAsync(string connectionString)
    {
        var scene = new FaultScene(connectionString, await StorageProxy.StartAsync(connectionString));
        await scene.Storage.CreateContainersAsync(Cancel);
        return scene;
    }

    /// <summary>One host's life: the history and its student, and with a second cycle the later files and theirs.</summary>
    public async Task LiveAsync(int cycles)
    {
        await UploadAsync(SmallWeather.History);
        StartHost();
        await UntilHandledAsync(SmallWeather.History);
        await UntilEndedAsync(SmallWeather.Instances[0]);
        if (cycles == 1)
        {
            return;
        }

        await UploadAsync(SmallWeather.LaterObservations);
        await UntilHandledAsync(SmallWeather.LaterObservations);
        await UploadAsync(SmallWeather.LaterRun);
        await UntilHandledAsync(SmallWeather.LaterRun);
        await UntilEndedAsync(SmallWeather.Instances[1]);
    }

    public async Task UploadAsync(IEnumerable<Arrival> arrivals)
    {
        foreach (var arrival in arrivals)
        {
            var container = Storage.All.First(c => c.Name == arrival.Container);
            await container.GetBlobClient(arrival.Name).UploadAsync(BinaryData.FromString(arrival.Text), overwrite: true, Cancel);
        }
    }

    /// <summary>Starts the scene's host.</summary>
    /// <param name="shell">What the shell does in a name space of its own before; null for no shell.</param>
    public void StartHost(string? shell = null) => _host = HostProcess.Start(Up(Proxy.ConnectionString, "own"), Settings, shell: shell);

    /// <summary>Starts another host on the account.</summary>
    public HostProcess StartHost(string connectionString, string name) => HostProcess.Start(Up(connectionString, name), Settings);

    private string[] Up(string connectionString, string name) =>
        ["up", "--storage", connectionString, "--url", "http://127.0.0.1:0", "--data-folder", Path.Combine(_folder, name), "--json"];

    /// <summary>Kills the host at this very moment; it is started again as soon as somebody waits for something.</summary>
    public void Kill()
    {
        _killed = true;
        _host!.Kill();
    }

    /// <summary>Waits until the host has handled files, and noted it.</summary>
    public Task UntilHandledAsync(IEnumerable<Arrival> arrivals, bool revive = true) => UntilAsync(
        $"not handled: {string.Join(", ", arrivals.Select(a => a.Name))}",
        async () =>
        {
            foreach (var container in arrivals.GroupBy(a => a.Container, StringComparer.Ordinal))
            {
                var names = container.Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
                var receipts = await Receipts.OpenAsync(Storage.Pipeline, container.Key, Cancel);
                await foreach (var blob in Storage.All.First(c => c.Name == container.Key).GetBlobsAsync(cancellationToken: Cancel))
                {
                    if (names.Contains(blob.Name) && !receipts.Has(blob.Name, blob.Properties.ETag!.Value))
                    {
                        return false;
                    }
                }
            }

            return true;
        },
        revive);

    /// <summary>Waits until a workflow instance has ended.</summary>
    public Task UntilEndedAsync(string instance, bool revive = true) => UntilAsync(
        $"{instance} has not ended",
        async () => await Workflows.FindAsync(instance, Cancel) is { State: WorkflowState.Completed or WorkflowState.Failed },
        revive);

    /// <summary>Waits for something, starting a killed host again meanwhile.</summary>
    public async Task UntilAsync(string lack, Func<Task<bool>> condition, bool revive = true)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(Look);
        while (!await condition())
        {
            Assert.False(
                patience.IsCancellationRequested,
                $"After {Patience}: {lack}. The host's log ends with:\n{string.Join('\n', _host?.Log.TakeLast(60) ?? [])}");
            if (revive)
            {
                await ReviveAsync();
            }

            await timer.WaitForNextTickAsync(Cancel);
        }

        if (revive)
        {
            await ReviveAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is { } host)
        {
            await host.DisposeAsync();
        }

        await Proxy.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ReviveAsync()
    {
        if (_host is not { HasExited: true } dead)
        {
            return;
        }

        Assert.True(_killed, "The host ended although nobody killed it: " + string.Join('\n', dead.Log.TakeLast(60)));
        _killed = false;
        await dead.DisposeAsync();
        StartHost();
    }
}
