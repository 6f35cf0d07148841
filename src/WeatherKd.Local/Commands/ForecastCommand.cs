using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
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
            var answer = await FetchAsync(address, parsed.GetValue(station)!, parsed.GetValue(hours), cancellationToken);
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

    /// <summary>Fetches a forecast over HTTP.</summary>
    /// <exception cref="ExternalFailureException">The service does not have it; the message is the service's own.</exception>
    public static async Task<JsonElement> FetchAsync(Uri address, string station, int? hours, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        var query = $"/api/v1/forecast?station={Uri.EscapeDataString(station)}" + (hours is { } h ? $"&hours={h}" : string.Empty);
        using var response = await http.GetAsync(query, cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return response.IsSuccessStatusCode
            ? body
            : throw new ExternalFailureException(
                $"{(int)response.StatusCode}: {(body.TryGetProperty("detail", out var detail) ? detail.GetString() : response.ReasonPhrase)}");
    }
}
