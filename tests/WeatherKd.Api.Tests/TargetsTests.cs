using System.Text.Json;
using WeatherKd.Students;
using WeatherKd.TestSupport;
using WeatherKd.Tests.Students;
using WeatherKd.Variables;

namespace WeatherKd.Api.Tests;

/// <summary>
/// A student of other targets than the usual ones. The hand-made student adds its constant to the numerical model, and says the constant
/// alone where the model has none.
/// </summary>
public sealed class TargetsTests(AzuriteFixture azurite)
{
    /// <summary>Every variable of the table that can be a target.</summary>
    private static readonly string[] Targets = 
    [
        .. VariableTable.Default.All.Where(v => v.PartOf is null && v.ComputedFrom.Count == 0).Select(v => v.Name),
    ];

    [Fact]
    public async Task EveryTargetIsServedWithItsUnitAndWhatFollowsFromIt()
    {
        await using var service = await StartAsync(plus: 3);

        var (status, answer) = await service.JsonAsync("/api/v1/forecast?station=129&hours=6&quantiles=all");

        Assert.Equal(200, status);
        var units = answer.GetProperty("hourly_units");
        Assert.Equal("°", units.GetProperty("wind_direction_10m").GetString());
        Assert.Equal("hPa", units.GetProperty("surface_pressure").GetString());
        Assert.Equal("W/m²", units.GetProperty("shortwave_radiation").GetString());
        Assert.Equal("%", units.GetProperty("precipitation_probability").GetString());
        Assert.Equal("wmo code", units.GetProperty("weather_code").GetString());
        Assert.Equal(3, Value(answer, "precipitation"));

        Assert.Equal("m/s", units.GetProperty("wind_gusts_10m").GetString());
        Assert.All(Targets, target => Assert.Equal(JsonValueKind.Number, answer.GetProperty("hourly").GetProperty(target)[0].ValueKind));
        using var csv = await service.Http.GetAsync("/api/v1/forecast?station=129&format=csv");
        var head = (await csv.Content.ReadAsStringAsync()).Split('\n')[0];
        Assert.All(Targets, target => Assert.Contains($"{target} (", head, StringComparison.Ordinal));

        // 3 mm at some degrees is moderate rain; quantiles from 1 mm up leave half of the lowest level for less.
        Assert.Equal(63, Value(answer, "weather_code"));
        Assert.Equal(100 * (1 - (StudentGraph.QuantileLevels[0] / 2)), Value(answer, "precipitation_probability"), 0.51);
    }

    [Fact]
    public async Task AWindForecastAsComponentsIsAnsweredAsADirectionWithoutQuantiles()
    {
        await using var service = await StartAsync(plus: 3, "wind_speed_10m", "wind_u_10m", "wind_v_10m", "precipitation_probability");

        var (status, answer) = await service.JsonAsync("/api/v1/forecast?station=129&hours=6&quantiles=all");

        Assert.Equal(200, status);
        var hourly = answer.GetProperty("hourly");
        Assert.Equal(225, Value(answer, "wind_direction_10m")); // towards east and north by as much: from the south-west
        var (_, days) = await service.JsonAsync("/api/v1/forecast?station=129&daily=wind_direction_10m_dominant");
        Assert.Equal(225, days.GetProperty("daily").GetProperty("wind_direction_10m_dominant")[0].GetDouble());
        Assert.False(hourly.TryGetProperty("wind_u_10m", out _));
        Assert.Equal(3, Value(answer, "precipitation_probability"));
        Assert.Equal(JsonValueKind.Null, hourly.GetProperty("wind_direction_10m_q10")[0].ValueKind);
        Assert.Equal(JsonValueKind.Null, hourly.GetProperty("precipitation_probability_q10")[0].ValueKind);
        Assert.Equal(
            "wind_direction_10m has no quantiles.",
            answer.GetProperty("hourly_missing").GetProperty("wind_direction_10m_q10").GetString());
    }

    [Fact]
    public async Task DaysSumAmountsAndTellTheDominantWind()
    {
        await using var service = await StartAsync(plus: 3);

        var (_, answer) = await service.JsonAsync(
            "/api/v1/forecast?station=129&daily=precipitation_sum,shortwave_radiation_sum,wind_direction_10m_dominant,weather_code,precipitation_probability_max");

        // The forecast begins at 13 UTC: eleven hours of the 30th, and the amount of the hour up to midnight is still the 30th's.
        var daily = answer.GetProperty("daily");
        Assert.Equal(11, daily.GetProperty("hours")[0].GetInt32());
        Assert.Equal(12 * 3, daily.GetProperty("precipitation_sum")[0].GetDouble(), 0.01);
        Assert.Equal(12 * 3 * 0.0036, daily.GetProperty("shortwave_radiation_sum")[0].GetDouble(), 0.006);
        Assert.Equal("MJ/m²", answer.GetProperty("daily_units").GetProperty("shortwave_radiation_sum").GetString());
        Assert.Equal(3, daily.GetProperty("wind_direction_10m_dominant")[0].GetDouble());
        Assert.Equal(63, daily.GetProperty("weather_code")[0].GetDouble());
    }

    [Fact]
    public async Task WithoutCloudCoverThereIsNoWeatherCodeAndTheAnswerSaysWhy()
    {
        await using var service = await ApiService.StartAsync(azurite);
        await service.PromoteAsync();

        var (_, answer) = await service.JsonAsync("/api/v1/forecast?station=129&variables=weather_code,precipitation_probability&hours=1");

        Assert.Contains(
            "does not forecast precipitation and cloud_cover, of which weather_code is made",
            answer.GetProperty("hourly_missing").GetProperty("weather_code").GetString());
        Assert.Contains(
            "precipitation, of which precipitation_probability is made",
            answer.GetProperty("hourly_missing").GetProperty("precipitation_probability").GetString());
    }

    private static double Value(JsonElement answer, string name) => answer.GetProperty("hourly").GetProperty(name)[0].GetDouble();

    private Task<ApiService> StartAsync(float plus) => StartAsync(plus, Targets);

    private async Task<ApiService> StartAsync(float plus, params string[] targets)
    {
        var service = await ApiService.StartAsync(azurite);
        var manifest = await service.Registry.RegisterAsync(
            new NewStudent
            {
                Onnx = HandMadeStudent.Write(plus, HandMadeStudent.Lineage("targets", null, targets)),
                Job = "targets",
                NewestRun = SampleWeather.Newest,
                TrainingSeconds = 1,
            },
            CancellationToken.None);
        await service.Registry.PromoteAsync(manifest.Id, "targets", "a test", "more targets", 0, CancellationToken.None);
        return service;
    }
}
