using Azure.Identity;
using DurableTask.AzureStorage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Storage;

namespace WeatherKd.Local.Workflow;

/// <summary>
/// The account's task hub: the queues, tables and blobs in which the Durable Task Framework keeps workflow instances. All processes that
/// name the account share it, as clients, as workers or as both.
/// </summary>
internal sealed class TaskHub
{
    /// <summary>
    /// Differs from the Functions app's (host.json), so that both may work on one account: they do not read each other's histories.
    /// </summary>
    public const string Name = "WeatherKdLocal";

    /// <summary>Opens the hub. Nothing is asked of the account yet.</summary>
    /// <exception cref="InvalidOperationException">The account is not named, or only its blobs are.</exception>
    public TaskHub(IOptions<StorageConnection> connection, IOptions<TaskHubOptions> options, ILoggerFactory loggers)
        : this(connection, options, loggers, Name)
    {
    }

    /// <summary>Opens a hub of another name.</summary>
    internal TaskHub(IOptions<StorageConnection> connection, IOptions<TaskHubOptions> options, ILoggerFactory loggers, string name)
    {
        var lease = options.Value.TakeOverTime / 2;
        Service = new AzureStorageOrchestrationService(new AzureStorageOrchestrationServiceSettings
        {
            StorageAccountClientProvider = Account(connection.Value),
            TaskHubName = name,
            WorkerId = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}",
            // One retraining runs at a time per model: one partition is work enough for one control queue, and a second would only be
            // polled.
            PartitionCount = 1,
            UseTablePartitionManagement = true,
            UseAppLease = false,
            MaxQueuePollingInterval = options.Value.LongestPoll,
            LeaseInterval = lease,
            LeaseRenewInterval = lease / 3,
            LeaseAcquireInterval = lease / 3,
            ControlQueueVisibilityTimeout = options.Value.TakeOverTime,
            WorkItemQueueVisibilityTimeout = options.Value.TakeOverTime,
            ExtendedSessionsEnabled = true,
            ExtendedSessionIdleTimeout = TimeSpan.FromSeconds(10),
            MaxConcurrentTaskActivityWorkItems = options.Value.StepsAtOnce ?? Environment.ProcessorCount,
            ThrowExceptionOnInvalidDedupeStatus = true,
            LoggerFactory = loggers,
        });
    }

    /// <summary>The framework's store over the account.</summary>
    public AzureStorageOrchestrationService Service { get; }

    private static StorageAccountClientProvider Account(StorageConnection connection)
    {
        var endpoint = connection.ConnectionString is { Length: > 0 } text
            ? (StorageConnection.IsEndpoint(text) ? new Uri(text) : null)
            : connection.BlobServiceUri;
        return endpoint is null
            ? new StorageAccountClientProvider(Checked(connection.ConnectionString))
            : new StorageAccountClientProvider(
                endpoint,
                Beside(endpoint, "queue"),
                Beside(endpoint, "table"),
                new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = connection.ClientId }));
    }

    /// <summary>
    /// The account's endpoint of another service: their names differ in one label
    /// (learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-endpoints).
    /// </summary>
    private static Uri Beside(Uri blobs, string service)
    {
        const string Label = ".blob.";
        return blobs.Host.Contains(Label, StringComparison.OrdinalIgnoreCase)
            ? new UriBuilder(blobs) { Host = blobs.Host.Replace(Label, $".{service}.", StringComparison.OrdinalIgnoreCase) }.Uri
            : throw new InvalidOperationException(
                $"{blobs} is not the blob endpoint of a storage account, so its queues and tables are not known; it has the form "
                + $"https://ACCOUNT.blob.core.windows.net.");
    }

    private static string Checked(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException(
                "No storage account: set Storage:BlobServiceUri (with a managed identity) or Storage:ConnectionString.");
        }

        var names = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(p => p.Split('=')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return !names.Contains("BlobEndpoint") || (names.Contains("QueueEndpoint") && names.Contains("TableEndpoint"))
            ? connectionString
            : throw new InvalidOperationException(
                "Storage:ConnectionString names a BlobEndpoint and not both QueueEndpoint and TableEndpoint; workflows are kept in the "
                + "account's queues and tables. "
                + "Name all three (Azurite: start it with queues and tables).");
    }
}
