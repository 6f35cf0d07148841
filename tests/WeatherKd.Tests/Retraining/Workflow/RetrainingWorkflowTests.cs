using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Tests.Retraining.Workflow;

/// <summary>From slot to verdict, and what becomes of the slot.</summary>
public sealed class RetrainingWorkflowTests
{
    [Fact]
    public async Task AGoodStudentGoesFromSlotToPromotion()
    {
        var context = RetrainingScripts.Success();

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingVerdict.Promoted, outcome.Verdict);
        Assert.Equal("student-2", outcome.Student);
        Assert.Equal(
            [
                "TakeTrainingSlot", "SettleRun", "PlanAlignment", "AlignShard", "AlignShard", "AlignShard", "DescribeDataset",
                "StartTraining", "CheckTraining", "RegisterStudent", "VerifyStudent", "ApplyVerdict", "ReleaseTrainingSlot",
            ],
            context.Calls);
        Assert.Equal(
            [
                RetrainingStage.Waiting,
                RetrainingStage.Aligning,
                RetrainingStage.Aligning,
                RetrainingStage.Training,
                RetrainingStage.Verifying,
                RetrainingStage.Promoting,
                RetrainingStage.Ended
            ],
            context.Statuses.Select(s => s.Stage));
    }

    [Fact]
    public async Task ARejectedStudentIsRecordedAndTheSlotGivenBack()
    {
        var context = RetrainingScripts.RejectedStudent();

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingVerdict.Rejected, outcome.Verdict);
        Assert.False(Assert.Single(context.InputsOf(RetrainingSteps.ApplyVerdict)).Verdict.Passed);
        Assert.Equal("ReleaseTrainingSlot", context.Calls.Last());
    }

    [Fact]
    public async Task AnInstanceThatLostItsSlotChangesNothingMore()
    {
        var context = RetrainingScripts.TheSlotWasLost();

        var outcome = await RetrainingScripts.RunAsync(context);

        Assert.Equal(RetrainingVerdict.Failed, outcome.Verdict);
        Assert.DoesNotContain("ApplyVerdict", context.Calls);
    }

    [Fact]
    public async Task WithoutAnAnswerAboutTheSlotTheInstanceFails()
    {
        var context = RetrainingScripts.Success()
            .On(RetrainingSteps.TakeTrainingSlot, SlotAnswer (_) => throw new StepRefusedException("the slot of ldaps is not readable"));

        var error = await Assert.ThrowsAsync<StepFailedException>(() => RetrainingScripts.RunAsync(context));

        Assert.Equal("TakeTrainingSlot", error.Step);
    }
}
