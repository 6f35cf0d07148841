using Microsoft.AspNetCore.Http;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

/// <summary>What a process answers before it has read the snapshot of all stations.</summary>
public sealed class FirstAnswersTests(AzuriteFixture azurite)
{
    private const string Unlisted = "buoy-7";

    [Fact]
    public async Task AStationThatIsInNoListIsKnownFromItsObservations()
    {
        await using var service = await StartAsync();

        var (status, station) = await service.JsonAsync($"/api/v1/stations/{Unlisted}");
        var (ofNobody, _) = await service.JsonAsync("/api/v1/stations/buoy-8");
        var (_, all) = await service.JsonAsync("/api/v1/stations");

        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Equal(4.5, station.GetProperty("latest").GetProperty("temperature_2m").GetDouble());
        Assert.Equal(StatusCodes.Status404NotFound, ofNobody);
        Assert.Equal(SampleWeather.Stations.Count + 1, all.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task APlaceIsForecastFromTheNearestListedStation()
    {
        await using var service = await StartAsync();

        var (status, forecast) = await service.JsonAsync("/api/v1/forecast?latitude=36.8&longitude=126.5&past_days=1");

        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Equal("129", forecast.GetProperty("station").GetString());
    }

    private async Task<ApiService> StartAsync()
    {
        var service = await ApiService.StartAsync(azurite);
        await service.Get<RecentSnapshot>().ApplyAsync(
            [
                new Rows([Unlisted], [SampleWeather.Newest], new Dictionary<string, double[]>(StringComparer.Ordinal)
                {
                    ["temperature_2m"] = [4.5],
                })
            ],
            SampleWeather.Newest,
            CancellationToken.None);
        return service;
    }
}
