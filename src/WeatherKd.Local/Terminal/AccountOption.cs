using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WeatherKd.Local.Errors;
using WeatherKd.Local.Hosting;
using WeatherKd.Local.Storage;
using WeatherKd.Local.Workflow;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;

namespace WeatherKd.Local.Terminal;

/// <summary>The options by which a command finds its storage account, and the domain over that account.</summary>
internal sealed class AccountOption
{
    /// <summary>What names an account; the sentence goes on with what is used without it.</summary>
    public const string StorageDescription =
        "Storage account: https://ACCOUNT.blob.core.windows.net, opened as whoever is signed in (az login), or a connection string; ";

    private readonly Option<string?> _storage = new("--storage")
    {
        Description = StorageDescription + "without it the host on the data folder is used.",
    };
    private readonly Option<DirectoryInfo> _dataFolder = CommandRunner.DataFolderOption();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_storage);
        command.Options.Add(_dataFolder);
    }

    /// <summary>The data folder.</summary>
    public string Folder(ParseResult parsed) => parsed.GetValue(_dataFolder)!.FullName;

    /// <summary>The data folder whose account it is; null where another is named.</summary>
    public string? FolderOfAccount(ParseResult parsed) => parsed.GetValue(_storage) is null ? Folder(parsed) : null;

    /// <summary>The account's connection string.</summary>
    /// <exception cref="ExternalFailureException">No account was named and no host runs on the data folder.</exception>
    public string Connection(ParseResult parsed) =>
        PublishedKey.Complete(parsed.GetValue(_storage) ?? HostFile.Read(Folder(parsed)).Storage
        ?? throw new InvalidOperationException("The host uses a storage account of its own; name it with --storage."));

    /// <summary>The account.</summary>
    public WeatherStorage Open(ParseResult parsed) => new(new StorageConnection { ConnectionString = Connection(parsed) }.Connect());

    /// <summary>
    /// The domain over an account, configured by the environment as the host is. A retraining that it starts is noted in the account, and
    /// whatever host runs on it does it.
    /// </summary>
    /// <param name="connection">The account's connection string or endpoint.</param>
    /// <param name="settings">Settings that override the environment.</param>
    /// <param name="more">Further services.</param>
    public static ServiceProvider Domain(
        string connection,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection, IConfiguration>? more = null)
    {
        HostSettings.CheckEnvironment();
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables(HostSettings.Prefix)
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            .AddInMemoryCollection([new("Storage:ConnectionString", connection)])
            .Build();
        var services = new ServiceCollection()
            .AddLogging(l => l
                .SetMinimumLevel(LogLevel.Warning)
                .AddConfiguration(configuration.GetSection("Logging"))
                .AddSimpleConsole(o => (o.SingleLine, o.TimestampFormat) = (true, "HH:mm:ss "))
                .AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace))
            .AddWeatherKd(configuration);
        if (StorageConnection.IsEndpoint(connection))
        {
            services.AddSingleton<IWorkflowClient, RunsLeftToTheHost>();
        }
        else
        {
            services.AddWorkflowClient(configuration);
        }

        more?.Invoke(services, configuration);
        return services.BuildServiceProvider();
    }
}
