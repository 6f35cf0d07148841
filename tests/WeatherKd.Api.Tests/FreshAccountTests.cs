using System.Text.Json;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Series;
using WeatherKd.TestSupport;
using WeatherKd.Watch;

namespace WeatherKd.Api.Tests;

/// <summary>A service with weather and runs and no student yet.</summary>
public sealed class FreshAccountTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task TheNumericalModelAnswersWithSourceTeacherAndSaysWhatItIsMadeFrom()
    {
        await using var service = await ApiService.StartAsync(azurite);
        var (status, answer) = await service.JsonAsync("/api/v1/forecast?station=129&quantiles=0.1,0.9&numerical_model=true");

        Assert.Equal(200, status);
        Assert.Equal("teacher", answer.GetProperty("source").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("student").ValueKind);
        Assert.Equal("reporting", answer.GetProperty("station_state").GetString());
        Assert.StartsWith(
            "No student is in service yet. The forecast is the numerical model kma",
            answer.GetProperty("made_from").GetString(),
            StringComparison.Ordinal);
        var hourly = answer.GetProperty("hourly");
        Assert.All(hourly.GetProperty("temperature_2m_q10").EnumerateArray(), v => Assert.Equal(JsonValueKind.Number, v.ValueKind));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("skill").ValueKind);
    }

    [Fact]
    public async Task AStationThatNeverReportedIsNewAndAnsweredAllTheSame()
    {
        await using var service = await ApiService.StartAsync(azurite);
        var (status, answer) = await service.JsonAsync("/api/v1/forecast?station=999");
        Assert.Equal(
            (200, "new", "teacher"),
            (status, answer.GetProperty("station_state").GetString(), answer.GetProperty("source").GetString()));
    }

    /// <summary>The recent snapshot holds 72 h; the station was heard of 100 h ago, or only after the forecast's origin.</summary>
    [Theory]
    [InlineData(-100, "silent")]
    [InlineData(1, "new")]
    public async Task AStationThatFellSilentLongAgoIsNotNew(int hours, string expected)
    {
        await using var service = await ApiService.StartAsync(azurite);
        var hour = Hour.Floor(SampleWeather.Newest) + hours;
        var heard = new HourlyObservations("999", ["temperature_2m"], hour, hour);
        heard.Set(hour.ToTime(), 0, 3);
        await service.Get<LastSeen>().UpdateAsync(
            SampleWeather.Newest.AddDays(-40), [heard], model: null, [], TestContext.Current.CancellationToken);

        var (_, answer) = await service.JsonAsync("/api/v1/forecast?station=999");

        Assert.Equal(expected, answer.GetProperty("station_state").GetString());
    }

    /// <summary>The reason is the newest retraining's own, and no guess at another.</summary>
    [Fact]
    public async Task AStationThatNoRunCoversIsA503WithWhatTheNewestRetrainingLacked()
    {
        await using var service = await ApiService.StartAsync(azurite);
        await service.Get<Recent.RecentSnapshot>().ApplyAsync(
            [SampleWeather.Observations(("555", SampleWeather.Newest))], SampleWeather.Newest, TestContext.Current.CancellationToken);
        service.Workflows.Put(new WorkflowInstance(
            "retrain-1",
            new RetrainingRequest("kma", SampleWeather.Newest, "run complete"),
            WorkflowState.Completed,
            SampleWeather.Newest,
            SampleWeather.Newest,
            null,
            new RetrainingOutcome(
                RetrainingVerdict.Skipped,
                SampleWeather.Newest,
                null,
                ["There are 96 h of observations at 1 station and 18 h of runs; needed: more."]),
            null));
        var (status, problem) = await service.JsonAsync("/api/v1/forecast?station=555");
        Assert.Equal(503, status);
        Assert.Equal(
            "No student is in service yet, and no run of a numerical model covers station 555 now. There are 96 h of observations at 1 "
            + "station and 18 h of runs; needed: more.",
            problem.GetProperty("detail").GetString());
    }
}
