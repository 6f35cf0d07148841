using System.CommandLine;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd demo</c>: the whole service once, on one machine, from files to forecast.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo?>("--data")
        {
            Description = "Folder with observations.csv, forecasts.csv (or .gz) and stations.csv; without it weather is simulated.",
        };
        var seed = new Option<int>("--seed") { Description = "Seed of the simulated weather.", DefaultValueFactory = _ => 1 };
        var station = new Option<string?>("--station")
        {
            Description = "Station whose forecast is shown; the first of the list without it.",
        };
        var feed = new Option<bool>("--feed")
        {
            Description = "Fetch everything by feeds, from a server on this machine that plays the sources; no file is put anywhere.",
        };
        var stay = new Option<bool>("--stay") { Description = "Leave the service and its page up when all is shown, until Ctrl-C." };
        var dataFolder = CommandRunner.DataFolderOption();
        var json = CommandRunner.JsonOption();
        var command = new Command(
            "demo",
            "Show the service at work, from the first file to the forecast; then stop it, unless it is to stay.")
        {
            data,
            seed,
            station,
            feed,
            stay,
            dataFolder,
            json,
        }
            .WithExamples("weatherkd demo", "weatherkd demo --stay", "weatherkd demo --data DIR --station 129");
        command.SetGuardedAction((parsed, cancellationToken) => new DemoRun(
            parsed.GetValue(data)?.FullName,
            parsed.GetValue(seed),
            parsed.GetValue(feed),
            parsed.GetValue(station),
            parsed.GetValue(stay),
            parsed.GetValue(dataFolder)!.FullName,
            parsed.GetValue(json)).RunAsync(cancellationToken));
        return command;
    }
}
