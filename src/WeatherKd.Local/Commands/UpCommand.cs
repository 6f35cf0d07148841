using System.CommandLine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Hosting;
using WeatherKd.Local.Storage;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd up</c>: the embedded host until Ctrl-C.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var dataFolder = CommandRunner.DataFolderOption();
        var storage = new Option<string?>("--storage")
        {
            Description = AccountOption.StorageDescription + "without it Azurite is started on the data folder.",
        };
        var url = new Option<string>("--url") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var json = CommandRunner.JsonOption();
        var command = new Command("up", "Run the service on this machine until Ctrl-C.") { dataFolder, storage, url, json }
            .WithExamples(
                "weatherkd up",
                "weatherkd up --url http://0.0.0.0:8080",
                "weatherkd up --storage https://ACCOUNT.blob.core.windows.net");
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            HostSettings.CheckEnvironment();
            ListenAddress.Check(parsed.GetValue(url)!);
            var folder = parsed.GetValue(dataFolder)!.FullName;
            var own = parsed.GetValue(storage) is { } named ? PublishedKey.Complete(named) : null;
            using var owner = FolderLock.TryTake(folder);
            if (owner is null && own is null)
            {
                throw new InvalidOperationException(HostFile.WhyTaken(folder));
            }

            if (owner is not null)
            {
                DemoFolder.Claim(folder);
            }

            await using var azurite = own is null
                ? await Azurite.StartAsync(Path.Combine(folder, "azurite"), Console.Error.WriteLine, cancellationToken)
                : null;
            await using var host = await EmbeddedHost.StartAsync(
                own ?? azurite!.ConnectionString,
                parsed.GetValue(url)!,
                new Dictionary<string, string?>(StringComparer.Ordinal),
                logging => logging
                    .AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>()
                    .AddConsole(o => (o.FormatterName, o.LogToStandardErrorThreshold) = (LineFormatter.FormatterName, LogLevel.Trace)),
                cancellationToken);
            var file = new HostFile(host.Address, PublishedKey.Remove(azurite?.ConnectionString), Environment.ProcessId);

            // A host that joined another's folder leaves that one's file alone.
            using var published = owner is null ? null : file.Publish(folder);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(file);
            }
            else
            {
                Console.Out.WriteLine(owner is null
                    ? $"WeatherKd listens on {host.Address}, beside the host that has {folder}. Ctrl-C ends it."
                    : $"WeatherKd listens on {host.Address}. Data in {folder}. Ctrl-C ends it.");
            }

            await host.WaitForShutdownAsync(cancellationToken);
            return 0;
        });
        return command;
    }
}
