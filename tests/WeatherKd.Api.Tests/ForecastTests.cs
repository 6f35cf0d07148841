using System.Text.Json;

namespace WeatherKd.Api.Tests;

/// <summary>
/// The hand-made student adds 1.5 to the sample's numerical model, which lies 1.5 below <see cref="SampleWeather.Temperature"/>: expected
/// values follow.
/// </summary>
public sealed class ForecastTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly ApiService _service = shared.Service;

    [Fact]
    public async Task AnswersWithTheStudentsForecastAndItsLineage()
    {
        var (status, answer) = await _service.JsonAsync("/api/v1/forecast?station=129");

        Assert.Equal(200, status);
        Assert.Equal("129", answer.GetProperty("station").GetString());
        Assert.Equal(36.7766, answer.GetProperty("latitude").GetDouble());
        Assert.Equal("2021-01-30T12:00:00Z", answer.GetProperty("origin").GetString());
        Assert.Equal("2021-01-30T12:00:00Z", answer.GetProperty("last_observation").GetString());
        Assert.Equal("2021-01-30T12:00:00Z", answer.GetProperty("numerical_model_run").GetString());
        Assert.Equal("observations-and-numerical-model", answer.GetProperty("mode").GetString());
        Assert.Equal(shared.Student, answer.GetProperty("student").GetProperty("id").GetString());
        Assert.Equal("dataset", answer.GetProperty("student").GetProperty("dataset").GetString());
        var times = answer.GetProperty("hourly").GetProperty("time");
        Assert.Equal(24, times.GetArrayLength());
        Assert.Equal("2021-01-30T13:00:00Z", times[0].GetString());
        Assert.Equal("°C", answer.GetProperty("hourly_units").GetProperty("temperature_2m").GetString());
        for (var lead = 1; lead <= 24; lead++)
        {
            Assert.Equal(
                SampleWeather.Temperature(SampleWeather.Newest.AddHours(lead)),
                Values(answer, "temperature_2m")[lead - 1]!.Value,
                0.051);
        }
    }

    [Fact]
    public async Task GivesQuantilesAndTheNumericalModelWhereAsked()
    {
        var (_, answer) = await _service.JsonAsync(
            "/api/v1/forecast?station=129&variables=temperature_2m&quantiles=0.1,0.9&numerical_model=true&hours=3");

        var mean = Values(answer, "temperature_2m");
        Assert.Equal(3, mean.Count);
        // The hand-made student's quantiles lie 2 below and 2 above its forecast.
        Assert.Equal(mean[0]!.Value - 2, Values(answer, "temperature_2m_q10")[0]!.Value, 0.11);
        Assert.Equal(mean[0]!.Value + 2, Values(answer, "temperature_2m_q90")[0]!.Value, 0.11);
        Assert.Equal(mean[0]!.Value - SampleWeather.Correction, Values(answer, "temperature_2m_numerical_model")[0]!.Value, 0.11);
    }

    [Fact]
    public async Task SaysWhyValuesAreMissing()
    {
        var (_, answer) = await _service.JsonAsync("/api/v1/forecast?station=129&variables=pm10,precipitation&numerical_model=true");

        Assert.All(Values(answer, "precipitation"), v => Assert.Null(v));
        Assert.All(Values(answer, "pm10_numerical_model"), v => Assert.Null(v));
        Assert.All(Values(answer, "pm10"), v => Assert.NotNull(v));
        var missing = answer.GetProperty("hourly_missing");
        Assert.Contains("does not forecast precipitation", missing.GetProperty("precipitation").GetString());
        Assert.Contains("no pm10", missing.GetProperty("pm10_numerical_model").GetString());
        Assert.False(missing.TryGetProperty("pm10", out _));
    }

    [Fact]
    public async Task FindsTheNearestStationAndItsDistance()
    {
        // Degrees on a meridian are 111.195 km on a sphere of 6371.0088 km: 0.1 degrees north of Seosan are 11.12 km.
        var (_, answer) = await _service.JsonAsync("/api/v1/forecast?latitude=36.8766&longitude=126.4939");

        Assert.Equal("129", answer.GetProperty("station").GetString());
        Assert.Equal(11.12, answer.GetProperty("distance_km").GetDouble(), 0.01);

        var (status, problem) = await _service.JsonAsync("/api/v1/forecast?latitude=-36&longitude=126.4939");
        Assert.Equal(404, status);
        Assert.Contains("max_distance_km is 50", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task SeveralStationsGiveAnArrayInTheirOrder()
    {
        var (_, answer) = await _service.JsonAsync("/api/v1/forecast?station=184,108");

        Assert.Equal(["184", "108"], answer.EnumerateArray().Select(a => a.GetProperty("station").GetString()!));
    }

    [Fact]
    public async Task ATimeZoneChangesLabelsOnly()
    {
        var (_, utc) = await _service.JsonAsync("/api/v1/forecast?station=129");
        var (_, seoul) = await _service.JsonAsync("/api/v1/forecast?station=129&timezone=Asia/Seoul");

        Assert.Equal("2021-01-30T22:00:00+09:00", seoul.GetProperty("hourly").GetProperty("time")[0].GetString());
        Assert.Equal("2021-01-30T12:00:00Z", seoul.GetProperty("origin").GetString());
        Assert.Equal(Values(utc, "temperature_2m"), Values(seoul, "temperature_2m"));
    }

    [Fact]
    public async Task CsvAndGeoJsonHoldTheSameValues()
    {
        var (_, json) = await _service.JsonAsync("/api/v1/forecast?station=129&variables=temperature_2m&hours=2");
        var csv = (await _service.Http.GetStringAsync(
            "/api/v1/forecast?station=129&variables=temperature_2m&hours=2&format=csv")).Split("\r\n");
        var (_, geo) = await _service.JsonAsync("/api/v1/forecast?station=129&variables=temperature_2m&hours=2&format=geojson");

        Assert.Equal("station,time,origin,issued_at,student,numerical_model_run,mode,temperature_2m (°C)", csv[0]);
        Assert.Equal(
            FormattableString.Invariant(
                $"129,2021-01-30T13:00:00Z,2021-01-30T12:00:00Z,2021-01-30T12:20:00Z,{shared.Student},2021-01-30T12:00:00Z,observations-and-numerical-model,{Values(json, "temperature_2m")[0]}"),
            csv[1]);
        var feature = geo.GetProperty("features")[0];
        Assert.Equal(126.4939, feature.GetProperty("geometry").GetProperty("coordinates")[0].GetDouble());
        Assert.Equal(Values(json, "temperature_2m"), Values(feature.GetProperty("properties"), "temperature_2m"));
    }

    [Fact]
    public async Task AStationThatNeverReportedIsForecastFromTheNumericalModel()
    {
        var (_, answer) = await _service.JsonAsync("/api/v1/forecast?station=999");

        Assert.Equal("numerical-model-only", answer.GetProperty("mode").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("last_observation").ValueKind);
    }

    [Fact]
    public async Task AnUnknownStationIsA404WithNearMatches()
    {
        var (status, problem) = await _service.JsonAsync("/api/v1/forecast?station=128");

        Assert.Equal(404, status);
        Assert.Contains("129", problem.GetProperty("near").EnumerateArray().Select(n => n.GetString()));
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
    }

    internal static IReadOnlyList<double?> Values(JsonElement answer, string name) =>
        [
            .. answer.GetProperty("hourly")
                .GetProperty(name)
                .EnumerateArray()
                .Select(v => v.ValueKind == JsonValueKind.Null ? (double?)null : v.GetDouble())
        ];
}
