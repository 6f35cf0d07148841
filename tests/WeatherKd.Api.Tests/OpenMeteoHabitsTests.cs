using System.Text.Json;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

/// <summary>What clients of Open-Meteo write, on the sample weather; expected values follow from <see cref="SampleWeather"/>.</summary>
public sealed class OpenMeteoHabitsTests(SharedService shared, AzuriteFixture azurite) : IClassFixture<SharedService>
{
    private readonly ApiService _service = shared.Service;

    [Fact]
    public async Task HourlyIsAnotherNameOfVariables()
    {
        var (_, ours) = await _service.JsonAsync("/api/v1/forecast?station=129&variables=pm10,temperature_2m");
        var (status, theirs) = await _service.JsonAsync("/api/v1/forecast?station=129&hourly=pm10,temperature_2m");

        Assert.Equal(200, status);
        Assert.Equal(ours.GetProperty("hourly").GetRawText(), theirs.GetProperty("hourly").GetRawText());
    }

    [Fact]
    public async Task UnitsChangeValuesAndScores()
    {
        await using var service = await ApiService.StartAsync(azurite);
        await SampleVerification.StoreAsync(service.Get<WeatherStorage>(), await service.PromoteAsync(), CancellationToken.None);
        var (_, usual) = await service.JsonAsync("/api/v1/forecast?station=129&variables=temperature_2m,wind_speed_10m&hours=1");
        var (_, answer) = await service.JsonAsync(
            "/api/v1/forecast?station=129&variables=temperature_2m,wind_speed_10m&hours=1&temperature_unit=fahrenheit&wind_speed_unit=kn");

        Assert.Equal("°F", answer.GetProperty("hourly_units").GetProperty("temperature_2m").GetString());
        Assert.Equal("kn", answer.GetProperty("hourly_units").GetProperty("wind_speed_10m").GetString());
        Assert.Equal(32 + (1.8 * First(usual, "temperature_2m")), First(answer, "temperature_2m"), 0.15);
        Assert.Equal(First(usual, "wind_speed_10m") * 1.943844, First(answer, "wind_speed_10m"), 0.15);
        Assert.Equal(1.8 * Rmse(usual), Rmse(answer), 0.002);

        static double First(JsonElement answer, string name) => answer.GetProperty("hourly").GetProperty(name)[0].GetDouble();
        static double Rmse(JsonElement answer) =>
            answer.GetProperty("skill").GetProperty("variables").GetProperty("temperature_2m").GetProperty("station_rmse").GetDouble();
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Etc/UTC")]
    [InlineData("GMT")]
    public async Task UtcByAnyNameIsLabelledWithZ(string name)
    {
        var (_, answer) = await _service.JsonAsync("/api/v1/forecast?station=129&timezone=" + name);

        Assert.Equal("2021-01-30T13:00:00Z", answer.GetProperty("hourly").GetProperty("time")[0].GetString());
    }

    [Fact]
    public async Task TheAutomaticTimeZoneIsTheStations()
    {
        var (_, answer) = await _service.JsonAsync("/api/v1/forecast?station=129&timezone=auto");

        Assert.Equal("Asia/Seoul", answer.GetProperty("timezone").GetString());
        Assert.Equal("2021-01-30T22:00:00+09:00", answer.GetProperty("hourly").GetProperty("time")[0].GetString());
    }

    [Fact]
    public async Task SeveralPlacesGiveTheNearestStationOfEach()
    {
        var (_, answer) = await _service.JsonAsync("/api/v1/forecast?latitude=33.5,37.5&longitude=126.5,127&hours=1");

        Assert.Equal(["184", "108"], answer.EnumerateArray().Select(a => a.GetProperty("station").GetString()));
        Assert.All(answer.EnumerateArray(), a => Assert.InRange(a.GetProperty("distance_km").GetDouble(), 0, 20));
    }

    [Fact]
    public async Task DaysAreThoseOfTheTimeZoneAndSayHowManyHoursTheyAreMadeOf()
    {
        var (_, answer) = await _service.JsonAsync(
            "/api/v1/forecast?station=129&daily=temperature_2m_max,temperature_2m_min,temperature_2m_mean&timezone=Asia/Seoul");

        // The forecast runs from 13 UTC, which is 22 in Seoul, for 24 h: two hours of the 30th and 22 of the 31st.
        var daily = answer.GetProperty("daily");
        Assert.False(answer.TryGetProperty("hourly", out _));
        Assert.Equal(["2021-01-30", "2021-01-31"], daily.GetProperty("time").EnumerateArray().Select(d => d.GetString()));
        Assert.Equal([2, 22], daily.GetProperty("hours").EnumerateArray().Select(h => h.GetInt32()));
        var second = Enumerable.Range(3, 22).Select(lead => SampleWeather.Temperature(SampleWeather.Newest.AddHours(lead))).ToList();
        Assert.Equal(second.Max(), daily.GetProperty("temperature_2m_max")[1].GetDouble(), 0.06);
        Assert.Equal(second.Min(), daily.GetProperty("temperature_2m_min")[1].GetDouble(), 0.06);
        Assert.Equal(second.Average(), daily.GetProperty("temperature_2m_mean")[1].GetDouble(), 0.06);
        Assert.Equal("°C", answer.GetProperty("daily_units").GetProperty("temperature_2m_max").GetString());
    }

    [Fact]
    public async Task PastDaysHoldWhatWasObservedUpToTheOrigin()
    {
        var (_, answer) = await _service.JsonAsync(
            "/api/v1/forecast?station=129&variables=temperature_2m&past_days=1&forecast_days=1&quantiles=0.5&numerical_model=true");

        var time = answer.GetProperty("hourly").GetProperty("time").EnumerateArray().Select(t => t.GetString()!).ToList();
        Assert.Equal("2021-01-29T00:00:00Z", time[0]);
        Assert.Equal("2021-01-30T23:00:00Z", time[^1]);
        var origin = time.IndexOf(answer.GetProperty("origin").GetString()!);
        var values = ForecastTests.Values(answer, "temperature_2m");
        Assert.Equal(SampleWeather.Observed("temperature_2m", SampleWeather.Newest), values[origin]!.Value, 0.051);
        Assert.Equal(SampleWeather.Temperature(SampleWeather.Newest.AddHours(1)), values[origin + 1]!.Value, 0.051);
        Assert.All(ForecastTests.Values(answer, "temperature_2m_q50").Take(origin + 1), v => Assert.Null(v));
        Assert.All(ForecastTests.Values(answer, "temperature_2m_numerical_model").Skip(origin + 1), v => Assert.NotNull(v));
    }

    [Fact]
    public async Task CsvOfDaysHasTheirUnitsAndLineage()
    {
        var csv = (await _service.Http.GetStringAsync("/api/v1/forecast?station=129&daily=temperature_2m_max&format=csv")).Split("\r\n");

        Assert.Equal("station,date,origin,issued_at,student,numerical_model_run,mode,hours (h),temperature_2m_max (°C)", csv[0]);
        Assert.StartsWith("129,2021-01-30,2021-01-30T12:00:00Z,", csv[1]);
    }

    [Fact]
    public async Task NumbersAreRoundedToWhatTheyMean()
    {
        var (_, answer) = await _service.JsonAsync("/api/v1/forecast?station=129&variables=temperature_2m,relative_humidity_2m");

        Assert.All(ForecastTests.Values(answer, "temperature_2m"), v => Assert.Equal(Math.Round(v!.Value, 1), v.Value));
        Assert.All(ForecastTests.Values(answer, "relative_humidity_2m"), v => Assert.Equal(Math.Round(v!.Value), v.Value));
    }
}
