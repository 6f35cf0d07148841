using System.CommandLine;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands;

/// <summary>
/// <c>weatherkd forecast</c>: the forecast of one station from the running service, as a table or as the service's own JSON.
/// </summary>
internal static class ForecastCommand
{
    /// <summary>Longest horizon that alignment takes.</summary>
    private const int LongestHorizon = 240;

    public static Command Create()
    {
        var station = new Option<string>("--station") { Description = "Station id.", Required = true };
        var hours = new Option<int?>("--hours")
        {
            Description = $"Hours to show, 1 to {LongestHorizon}; all without it.",
        }.Within(1, LongestHorizon);
        var service = new ServiceOption();
        var json = CommandRunner.JsonOption();
        var command = new Command("forecast", "Show the forecast of a station.") { station, hours, json }
            .WithExamples("weatherkd forecast --station 129", "weatherkd forecast --station 129 --hours 6 --json");
        service.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var query = ForecastTable.Path(parsed.GetValue(station)!, parsed.GetValue(hours));
            await using var answers = service.Open(parsed);
            var answer = await answers.GetAsync(query, cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(answer);
            }
            else
            {
                ForecastTable.Print(TableConsole.Create(Console.Out), answer);
            }

            return 0;
        });
        return command;
    }
}
