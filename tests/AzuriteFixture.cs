using System.Globalization;
using Azure.Core;
using Azure.Storage.Blobs;
using WeatherKd.Local.Storage;
using WeatherKd.Storage;

namespace WeatherKd.TestSupport;

/// <summary>
/// One Azurite for all tests of an assembly; each test has a storage account of its own in it. Use as <c>[assembly:
/// AssemblyFixture(typeof(AzuriteFixture))]</c>.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const int Accounts = 500;
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-azurite-").FullName;
    private Azurite? _azurite;
    private int _next;

    public async ValueTask InitializeAsync()
    {
        var accounts = string.Join(';', Enumerable.Range(0, Accounts).Select(i => $"{Account(i)}:{Key}"));
        _azurite = await Azurite.StartAsync(_folder, Console.WriteLine, CancellationToken.None, accounts);
    }

    /// <summary>An empty storage account with all containers.</summary>
    /// <param name="network">What befalls its requests; null for nothing.</param>
    public async Task<WeatherStorage> NewStorageAsync(LostReplies? network = null)
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2026_06_06);
        if (network is not null)
        {
            options.AddPolicy(network, HttpPipelinePosition.PerRetry);
        }

        var storage = new WeatherStorage(new BlobServiceClient(NewConnectionString(), options));
        await storage.CreateContainersAsync(CancellationToken.None);
        return storage;
    }

    /// <summary>The connection string of an empty storage account.</summary>
    public string NewConnectionString()
    {
        var account = Account(Interlocked.Increment(ref _next) - 1);
        return _azurite!.ConnectionStringOf(account, Key);
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string Account(int number) => "account" + number.ToString(CultureInfo.InvariantCulture);
}
