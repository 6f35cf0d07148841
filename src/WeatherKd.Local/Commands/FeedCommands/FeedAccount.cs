using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Feeds;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Errors;
using WeatherKd.Local.Storage;
using WeatherKd.Local.Terminal;
using WeatherKd.Storage;

namespace WeatherKd.Local.Commands.FeedCommands;

/// <summary>
/// The account in which feeds are set up: the one that is named, that of the host on the data folder, or, before the first <c>up</c>, the
/// data folder's own, whose Azurite is started for as long as the command needs it.
/// </summary>
internal sealed class FeedAccount : IAsyncDisposable
{
    private readonly FolderLock? _lock;
    private readonly Azurite? _azurite;

    private FeedAccount(ServiceProvider services, FolderLock? held, Azurite? azurite)
    {
        Services = services;
        _lock = held;
        _azurite = azurite;
    }

    /// <summary>The domain and the feeds over the account.</summary>
    public ServiceProvider Services { get; }

    /// <summary>Opens the account.</summary>
    public static async Task<FeedAccount> OpenAsync(AccountOption option, ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var connection = option.Connection(parsed);
            DemoFolder.Claim(option.FolderOfAccount(parsed));
            return new FeedAccount(Domain(connection), null, null);
        }
        catch (ExternalFailureException)
        {
            var folder = option.Folder(parsed);
            var held = FolderLock.TryTake(folder);
            if (held is null)
            {
                throw;
            }

            DemoFolder.Claim(folder);
            var azurite = await Azurite.StartAsync(Path.Combine(folder, "azurite"), Console.Error.WriteLine, cancellationToken);
            var account = new FeedAccount(Domain(azurite.ConnectionString), held, azurite);
            await account.Services.GetRequiredService<WeatherStorage>().CreateContainersAsync(cancellationToken);
            return account;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        _lock?.Dispose();
    }

    private static ServiceProvider Domain(string connection) =>
        AccountOption.Domain(connection, more: (services, configuration) => services.AddFeeds(configuration));
}
