using System.Net;
using System.Text.Json;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

public sealed class FailedRunTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("the task hub was away", "the task hub was away")]
    [InlineData(null, "the engine recorded no reason")]
    public async Task ARetrainingThatFailedWithoutAnOutcomeIsToldAndHidesNothingElse(string? failure, string told)
    {
        await using var service = await ApiService.StartAsync(azurite);
        var run = new DateTimeOffset(2021, 1, 30, 12, 0, 0, TimeSpan.Zero);
        service.Workflows.Put(new WorkflowInstance(
            "retrain-ldaps-20210130T1200Z",
            new RetrainingRequest("ldaps", run, "run complete"),
            WorkflowState.Failed,
            run,
            run,
            Status: null,
            Outcome: null,
            failure));

        using var answer = await service.Http.GetAsync("/api/v1/pipeline", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var alarm = Assert.Single(
            body.RootElement.GetProperty("alarms").EnumerateArray(),
            a => a.GetProperty("kind").GetString() == "retraining-failed");
        Assert.Contains(told, alarm.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
