using WeatherKd.Retraining;

namespace WeatherKd.Tests.Retraining.Workflow;

/// <summary>The alignment in a retraining: shards that fail, segments that go, too little data.</summary>
public sealed class AlignmentInWorkflowTests
{
    [Fact]
    public async Task TooLittleDataSkipsTheTraining()
    {
        var context = RetrainingScripts.TooLittleData();

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingVerdict.Skipped, outcome.Verdict);
        Assert.Equal(["have 12 windows, need 200"], outcome.Reasons);
        Assert.Equal(["TakeTrainingSlot", "SettleRun", "PlanAlignment", "ReleaseTrainingSlot"], context.Calls);
    }

    [Fact]
    public async Task AStepThatFailsForGoodEndsTheRetrainingAndFreesTheSlot()
    {
        var context = RetrainingScripts.AlignmentFails();

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingVerdict.Failed, outcome.Verdict);
        Assert.Equal(["AlignShard: shard 2 of 3 (stations from B on): segment damaged"], outcome.Reasons);
        Assert.Equal(3, context.InputsOf(RetrainingSteps.AlignShard).Count);
        Assert.DoesNotContain("DescribeDataset", context.Calls);
        Assert.Equal("ReleaseTrainingSlot", context.Calls.Last());
    }

    [Fact]
    public async Task ShardsOfTooFewWindowsSkipTheTraining()
    {
        var context = RetrainingScripts.TooFewWindows();

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingVerdict.Skipped, outcome.Verdict);
        Assert.DoesNotContain("StartTraining", context.Calls);
    }

    [Fact]
    public async Task WhereSegmentsGoDuringAlignmentItIsPlannedAnew()
    {
        var context = RetrainingScripts.SegmentsGo(plans: 2);

        Assert.Equal(RetrainingVerdict.Promoted, (await RetrainingScripts.RunAsync(context)).Verdict);

        Assert.Equal("plan-2", Assert.Single(context.InputsOf(RetrainingSteps.DescribeDataset)).Dataset);
    }

    [Fact]
    public async Task WhereSegmentsNeverStayTheRetrainingFailsAndSaysWhy()
    {
        var outcome = await RetrainingScripts.RunAsync(RetrainingScripts.SegmentsGo(plans: 99));

        Assert.Equal(RetrainingVerdict.Failed, outcome.Verdict);
        Assert.Equal(["AlignShard: segments were put together during each of 5 alignments in a row"], outcome.Reasons);
    }

    [Fact]
    public async Task AnInstanceOfBeforeThereWereShardsAlignsInOneStepAsItsHistorySays()
    {
        var context = RetrainingScripts.AlignedByOneStep();

        Assert.Equal(RetrainingVerdict.Promoted, (await RetrainingScripts.RunAsync(context)).Verdict);

        Assert.Contains("AlignDataset", context.Calls);
        Assert.DoesNotContain("PlanAlignment", context.Calls);
    }
}
