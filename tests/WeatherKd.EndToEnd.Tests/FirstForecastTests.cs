using System.Net.Http.Json;
using System.Text.Json;
using WeatherKd.Feeds.Settings;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.Local.Storage;
using WeatherKd.Storage;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>A host that fetches what it forecasts from.</summary>
public sealed class FirstForecastTests(OperatedHost host) : IClassFixture<OperatedHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// What the host forecasts from is then the numerical model, whose terms ask to be named; it fetches within seconds after a feed was
    /// added, by itself.
    /// </summary>
    [Fact]
    public async Task FromAnEmptyAccountToAForecastNobodyPutsAFile()
    {
        await using var server = await PlayingServer.StartAsync(
            new PlayedWeather(new SimulatedWeather(1), PlayedGrid.Small),
            TimeProvider.System,
            TimeSpan.FromHours(3.4),
            Cancel);
        var list = server.Address + "ghcnh/doc/ghcnh-station-list.csv";
        await host.JsonAsync(0, "stations", "find", "--near", "36.8,127", "--within", "150km", "--add", "--list-address", list);
        var storage = new WeatherStorage(new StorageConnection { ConnectionString = PublishedKey.Complete(host.File.Storage!) }.Connect());
        await new FeedsStore(storage).AddAsync(
            new FeedSettings
            {
                Name = "played",
                Source = "gfs",
                Address = server.Address + "gfs/",
                Leads = new LeadRange(1, 12, 1),
                HistoryDays = 0,
                RequestsPerSecond = 100,
            },
            "weather@example.org",
            Cancel);

        using var http = new HttpClient { BaseAddress = host.File.Address };
        HttpResponseMessage answer;
        while (!(answer = await http.GetAsync("api/v1/forecast?station=RKTP&variables=temperature_2m", Cancel)).IsSuccessStatusCode)
        {
            await Task.Delay(200, Cancel);
        }

        var forecast = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("teacher", forecast.GetProperty("source").GetString());
        var attribution = Assert.Single(forecast.GetProperty("attributions").EnumerateArray());
        Assert.Equal("Data: NOAA/NCEP", attribution.GetProperty("text").GetString());
        var looks = await host.JsonAsync(0, "feeds", "run", "played");
        Assert.Equal(0, Assert.Single(looks.EnumerateArray()).GetProperty("written").GetInt32());
        var listed = (await host.JsonAsync(0, "feeds", "list")).GetProperty("feeds").EnumerateArray()
            .Single(f => f.GetProperty("settings").GetProperty("name").GetString() == "played");
        Assert.Equal(12, listed.GetProperty("status").GetProperty("written").GetInt32());
    }
}
