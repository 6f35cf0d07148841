using WeatherKd.Observations;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Api.Tests;

/// <summary>Observations of the store by period, older than the snapshot reaches.</summary>
public sealed class ObservationPeriodTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APeriodIsReadFromTheStoreInTheDaysOfTheTimeZone()
    {
        await using var service = await ApiService.StartAsync(azurite);
        var first = new DateTimeOffset(2020, 12, 30, 0, 0, 0, TimeSpan.Zero);
        await StoreAsync(service, [.. Enumerable.Range(0, 96).SelectMany(h => new[]
        {
            ("129", first.AddHours(h)),
            ("108", first.AddHours(h)),
        })]);

        var (status, answer) = await service.JsonAsync(
            "/api/v1/stations/129/observations?start_date=2020-12-31&end_date=2021-01-01&timezone=auto&variables=temperature_2m&daily=temperature_2m_max");

        Assert.Equal(200, status);
        var time = answer.GetProperty("hourly").GetProperty("time").EnumerateArray().Select(t => t.GetString()!).ToList();
        Assert.Equal(48, time.Count);
        Assert.Equal("2020-12-31T00:00:00+09:00", time[0]);
        Assert.Equal("2021-01-01T23:00:00+09:00", time[^1]);
        var values = ForecastTests.Values(answer, "temperature_2m");
        Assert.Equal(
            SampleWeather.Observed("temperature_2m", new DateTimeOffset(2020, 12, 30, 15, 0, 0, TimeSpan.Zero)),
            values[0]!.Value,
            0.051);
        Assert.Equal(
            ["2020-12-31", "2021-01-01"],
            answer.GetProperty("daily").GetProperty("time").EnumerateArray().Select(d => d.GetString()));
        Assert.Equal([24, 24], answer.GetProperty("daily").GetProperty("hours").EnumerateArray().Select(h => h.GetInt32()));
        Assert.Equal(values.Take(24).Max()!.Value, answer.GetProperty("daily").GetProperty("temperature_2m_max")[0].GetDouble());
    }

    [Fact]
    public async Task AMonthOfWhichNothingIsStoredHasHoursWithoutValues()
    {
        await using var service = await ApiService.StartAsync(azurite);

        var (status, answer) = await service.JsonAsync(
            "/api/v1/stations/129/observations?start_date=2019-06-01&end_date=2019-06-01&hourly=temperature_2m");

        Assert.Equal(200, status);
        Assert.Equal(24, ForecastTests.Values(answer, "temperature_2m").Count(v => v is null));
    }

    [Fact]
    public async Task AsCsvEachColumnNamesItsUnit()
    {
        await using var service = await ApiService.StartAsync(azurite);

        var csv = (await service.Http.GetStringAsync(
            "/api/v1/stations/129/observations?hours=1&variables=temperature_2m,pm10&format=csv",
            Cancel)).Split("\r\n");

        Assert.Equal("station,time,temperature_2m (°C),pm10 (µg/m³)", csv[0]);
        Assert.StartsWith("129,2021-01-30T12:00:00Z,", csv[1]);
    }

    private static async Task StoreAsync(ApiService service, (string Station, DateTimeOffset Time)[] rows)
    {
        await using var writer = service.Get<ObservationStore>().CreateWriter(new string('a', 64));
        foreach (var (month, columns) in SegmentRows.ByMonth(
            SampleWeather.Observations(rows),
            SampleWeather.Newest,
            VariableTable.Default))
        {
            await writer.AddAsync(month, columns, Cancel);
        }

        await writer.CommitAsync(Cancel);
    }
}
