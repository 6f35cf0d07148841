using WeatherKd.Local.Terminal;
using System.CommandLine;
using WeatherKd.Local.Hosting;

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
        var dataFolder = CommandRunner.DataFolderOption();
        var json = CommandRunner.JsonOption();
        var command = new Command("forecast", "Show the forecast of a station.") { station, hours, url, dataFolder, json };
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var address = parsed.GetValue(url) is { } given ? new Uri(given) : HostFile.Read(parsed.GetValue(dataFolder)!.FullName).Address;
            var answer = await ForecastRequest.FetchAsync(address, parsed.GetValue(station)!, parsed.GetValue(hours), cancellationToken);
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
