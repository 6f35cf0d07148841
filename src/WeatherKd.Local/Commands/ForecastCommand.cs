using System.CommandLine;
using System.Text.Json;
using WeatherKd.Local.Hosting;
using WeatherKd.Local.Storage;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd forecast</c>: the forecast of one station from the running service, as a table or as the service's own JSON.</summary>
internal static class ForecastCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var station = new Option<string>("--station") { Description = "Station id.", Required = true };
        var hours = new Option<int?>("--hours") { Description = "Hours to show; all without it." };
        var url = new Option<string?>("--url") { Description = "Address of the service; without it the host on the data folder is used." };
        var storage = new Option<string?>("--storage") { Description = AccountOption.StorageDescription + "with it the forecast is made here from what lies there, and no service is asked." };
        var dataFolder = CommandRunner.DataFolderOption();
        var json = CommandRunner.JsonOption();
        var command = new Command("forecast", "Show the forecast of a station.") { station, hours, url, storage, dataFolder, json };
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            JsonElement answer;
            if (parsed.GetValue(storage) is { } account)
            {
                answer = await ForecastRequest.MakeAsync(PublishedKey.Complete(account), parsed.GetValue(station)!, parsed.GetValue(hours), cancellationToken);
            }
            else
            {
                var address = parsed.GetValue(url) is { } given ? new Uri(given) : HostFile.Read(parsed.GetValue(dataFolder)!.FullName).Address;
                answer = await ForecastRequest.FetchAsync(address, parsed.GetValue(station)!, parsed.GetValue(hours), cancellationToken);
            }

            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(answer);
            }
            else
            {
                ForecastTable.Print(WideConsole.Create(Console.Out), answer);
            }

            return 0;
        });
        return command;
    }
}
