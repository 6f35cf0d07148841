using System.Text.Json;
using WeatherKd.Local.Commands;

namespace WeatherKd.Local.Tests;

/// <summary>What <c>weatherkd runs ID --follow</c> says of a retraining.</summary>
public sealed class RunsCommandTests
{
    private const string Running = """{ "id": "retrain-kma", "state": "running", "status": { "message": "training" } }""";

    [Fact]
    public void AnEpochIsSaidWithTheTimeThatAllEpochsWouldTake()
    {
        var said = Describe(
            """{ "epoch": 0, "seconds": 50, "note": "The teacher's archive, epoch 1." }""",
            """{ "epoch": 1, "seconds": 2 }""",
            """{ "epoch": 2, "seconds": 4 }""");

        // 28 more epochs of 3 s.
        Assert.Equal("retrain-kma: training, epoch 2, at most about 84 s left unless it stops sooner", said);
    }

    [Theory]
    [InlineData("The teacher's archive, epoch 3 of at most 12: RMSE 0.400 on its own unseen tenth.")]
    [InlineData("Member 2 of 3 of the ensemble: epoch 4, RMSE 0.513 on the validation part.")]
    public void WhatComesBeforeTheStudentsOwnEpochsIsSaidAsItIs(string note) =>
        Assert.Equal(
            $"retrain-kma: training. {note}",
            Describe($$"""{ "epoch": 0, "seconds": 2, "note": "{{note}}" }"""));

    private static string Describe(params string[] progress)
    {
        using var answer = JsonDocument.Parse($$"""{ "run": {{Running}}, "progress": [{{string.Join(',', progress)}}] }""");
        return RunsCommand.Describe(answer.RootElement);
    }
}
