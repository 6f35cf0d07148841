using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Ingestion;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Storage;

/// <summary>An account where files land, and what both hosts' triggers call then; workflows are noted and do not run.</summary>
public abstract class ArrivalTestBase : IAsyncLifetime
{
    protected const string Observed = "station_id,valid_time,temperature_2m\n129,2021-01-30T05:00:00Z,3.5\n";

    private readonly string _connection;
    private readonly ServiceProvider _services;

    protected ArrivalTestBase(AzuriteFixture azurite)
    {
        _connection = azurite.NewConnectionString();
        _services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder().AddInMemoryCollection([new("Storage:ConnectionString", _connection)]).Build())
            .AddSingleton<IWorkflowClient>(Workflows)
            .BuildServiceProvider();
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected IServiceProvider Services => _services;

    private protected WeatherStorage Storage => _services.GetRequiredService<WeatherStorage>();

    private protected RaisedEvents Workflows { get; } = new();

    public async ValueTask InitializeAsync() => await Storage.CreateContainersAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _services.DisposeAsync();
    }

    protected BlobContainerClient Container(string name) => Storage.All.First(c => c.Name == name);

    protected Task<BlobClient> UploadAsync(string container, string name, string content) =>
        UploadAsync(container, name, BinaryData.FromString(content));

    protected async Task<BlobClient> UploadAsync(string container, string name, BinaryData content)
    {
        var blob = Container(container).GetBlobClient(name);
        await blob.UploadAsync(content, overwrite: true, Cancel);
        return blob;
    }

    /// <summary>Hands a blob to its arrival, as a trigger does.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="afterItsProperties">
    /// What happens to it each time after its properties were read, which is before its content is; gets the number of the time.
    /// </param>
    protected async Task HandleAsync(BlobClient blob, Func<int, Task>? afterItsProperties = null)
    {
        if (afterItsProperties is not null)
        {
            var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2026_06_06);
            options.AddPolicy(new Interference(afterItsProperties), HttpPipelinePosition.PerCall);
            blob = new BlobClient(_connection, blob.BlobContainerName, blob.Name, options);
        }

        await (blob.BlobContainerName switch
        {
            "observations" => _services.GetRequiredService<ObservationArrival>().HandleAsync(blob, Cancel),
            "numerical-model" => _services.GetRequiredService<ModelFileArrival>().HandleAsync(blob, Cancel),
            "stations" => _services.GetRequiredService<StationListArrival>().HandleAsync(blob, Cancel),
            _ => _services.GetRequiredService<TrainingResultArrival>().HandleAsync(blob, Cancel),
        });
    }

    private protected async Task<QuarantineReason?> ReasonAsync(string file) =>
        (await Storage.Quarantine.GetBlobClient(file + Quarantine.ReasonSuffix).TryReadJsonAsync<QuarantineReason>(Cancel))?.Value;

    protected static async Task<List<string>> NamesAsync(BlobContainerClient container)
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: Cancel))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    private sealed class Interference(Func<int, Task> afterProperties) : HttpPipelinePolicy
    {
        private int _times;

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await ProcessNextAsync(message, pipeline);
            if (message.Request.Method == RequestMethod.Head)
            {
                await afterProperties(++_times);
            }
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Only asynchronous calls are made.");
    }

    /// <summary>Notes what is started and raised; no workflow runs.</summary>
    private protected sealed class RaisedEvents : IWorkflowClient
    {
        public List<(string Instance, string Event)> Raised { get; } = [];

        public List<string> Started { get; } = [];

        public Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellationToken)
        {
            Raised.Add((instanceId, eventName));
            return Task.CompletedTask;
        }

        public Task<bool> StartAsync(string instanceId, RetrainingRequest request, CancellationToken cancellationToken)
        {
            Started.Add(instanceId);
            return Task.FromResult(true);
        }

        public Task<WorkflowInstance?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<WorkflowInstance>> ListAsync(int count, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<int> PurgeAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
