using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Ingestion;
using WeatherKd.Local.Hosting;
using WeatherKd.Local.Storage;
using WeatherKd.Local.Terminal;
using WeatherKd.Replay;
using WeatherKd.Retraining.Launching;
using WeatherKd.Storage;

namespace WeatherKd.Local.Replay;

/// <summary>
/// A replay on this machine: an Azurite of its own with an account for the replayed service and one for files that are read in, and the
/// trainer as a process.
/// </summary>
internal sealed class ReplayRun : IAsyncDisposable
{
    private const string Source = "source";
    private const string Service = "replay";

    /// <summary>Azurite's published key, which is no secret.</summary>
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly FolderLock _owner;
    private readonly Azurite _azurite;
    private readonly ServiceProvider _services;

    private ReplayRun(FolderLock owner, Azurite azurite, ServiceProvider services)
    {
        _owner = owner;
        _azurite = azurite;
        _services = services;
    }

    /// <summary>Starts with empty accounts: what an earlier replay left in the folder is removed.</summary>
    /// <param name="folder">Where the accounts lie.</param>
    /// <param name="warmEpochs">Most epochs of a retraining from the weights of the student in service.</param>
    /// <param name="report">Told what takes time.</param>
    /// <param name="cancellationToken">Stops the starting.</param>
    public static async Task<ReplayRun> StartAsync(
        string folder,
        int warmEpochs,
        Action<string> report,
        CancellationToken cancellationToken)
    {
        var owner = FolderLock.TryTake(folder) ?? throw new InvalidOperationException(HostFile.WhyTaken(folder));
        Azurite? azurite = null;
        try
        {
            var data = Path.Combine(folder, "azurite");
            if (Directory.Exists(data))
            {
                Directory.Delete(data, recursive: true);
            }

            azurite = await Azurite.StartAsync(data, report, cancellationToken, $"{Source}:{Key};{Service}:{Key}");
            var connection = azurite.ConnectionStringOf(Service, Key);
            var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                // In replayed time nothing else arrives while a retraining waits.
                ["Retraining:SettleTime"] = "00:00:00",
                ["Retraining:CoolDown"] = "00:00:00",
                ["Retraining:PollInterval"] = "00:00:01",
                ["Retraining:WarmStartEpochs"] = $"{warmEpochs}",
            };
            var services = AccountOption.Domain(connection, settings, (s, _) => s
                .AddReplay()
                .AddSingleton(new LocalTrainer(TrainerProgram.Path, connection))
                .AddSingleton<ITrainingLauncher, LocalProcessLauncher>());
            await services.GetRequiredService<WeatherStorage>().CreateContainersAsync(cancellationToken);
            return new ReplayRun(owner, azurite, services);
        }
        catch
        {
            if (azurite is not null)
            {
                await azurite.DisposeAsync();
            }

            owner.Dispose();
            throw;
        }
    }

    /// <summary>The history in the store of an account.</summary>
    public Task<ReplayedHistory> ReadAsync(WeatherStorage account, string? model, CancellationToken cancellationToken) =>
        ReplayedHistory.ReadAsync(account, model, _services.GetRequiredService<WorkFolder>(), cancellationToken);

    /// <summary>The history in a folder of station CSV files, read and checked as a service does.</summary>
    /// <exception cref="DirectoryNotFoundException">A file is missing.</exception>
    public async Task<ReplayedHistory> ReadAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        await using var domain = AccountOption.Domain(_azurite.ConnectionStringOf(Source, Key));
        var storage = domain.GetRequiredService<WeatherStorage>();
        await storage.CreateContainersAsync(cancellationToken);
        var stations = await UploadAsync(storage.Stations, folder, "stations.csv", string.Empty, cancellationToken);
        await domain.GetRequiredService<StationListArrival>().HandleAsync(stations, cancellationToken);
        var observations = await UploadAsync(storage.Observations, folder, "observations.csv", string.Empty, cancellationToken);
        await domain.GetRequiredService<ObservationArrival>().HandleAsync(observations, cancellationToken);
        var forecasts = await UploadAsync(storage.NumericalModel, folder, "forecasts.csv", "model/", cancellationToken);
        await domain.GetRequiredService<ModelFileArrival>().HandleAsync(forecasts, cancellationToken);
        return await ReadAsync(storage, "model", cancellationToken);
    }

    /// <summary>Replays a history.</summary>
    public Task<ReplayReport> RunAsync(
        ReplayedHistory history,
        DateTimeOffset? from,
        DateTimeOffset? to,
        TimeSpan every,
        IProgress<ReplayedRetraining> progress,
        CancellationToken cancellationToken) =>
        _services.GetRequiredService<HistoryReplay>().RunAsync(history, from, to, every, progress, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _azurite.DisposeAsync();
        _owner.Dispose();
    }

    private static async Task<Azure.Storage.Blobs.BlobClient> UploadAsync(
        Azure.Storage.Blobs.BlobContainerClient container,
        DirectoryInfo folder,
        string name,
        string prefix,
        CancellationToken cancellationToken)
    {
        var found = new[] { name, name + ".gz" }.Select(n => new FileInfo(Path.Combine(folder.FullName, n))).FirstOrDefault(f => f.Exists)
            ?? throw new DirectoryNotFoundException($"{folder.FullName} has no {name} (or {name}.gz).");
        var blob = container.GetBlobClient(prefix + found.Name);
        await blob.UploadAsync(found.FullName, overwrite: true, cancellationToken);
        return blob;
    }
}
