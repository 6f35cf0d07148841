using WeatherKd.Local.Demo;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Local.Tests;

public sealed class DemoWatchTests
{
    [Fact]
    public void AnEpochIsToldWithItsScoresAndOneOfTheArchiveInItsOwnWords()
    {
        Assert.Equal(
            "epoch  1: RMSE training 0.453, validation 0.489 (6 s, 262 windows/s)",
            DemoWatch.LineOf(new TrainingProgress(1, 0.453, 0.489, 0.001, 6, 262)));
        Assert.Equal(
            "The teacher's archive, epoch 2 of at most 12: RMSE 0.604 on its own unseen tenth. (6 s, 529 windows/s)",
            DemoWatch.LineOf(new TrainingProgress(
                0,
                null,
                null,
                0.001,
                6,
                529,
                "The teacher's archive, epoch 2 of at most 12: RMSE 0.604 on its own unseen tenth.")));
        Assert.Equal(
            "The loss exploded in epoch 3.",
            DemoWatch.LineOf(new TrainingProgress(2, null, null, 0.001, 0, 0, "The loss exploded in epoch 3.")));
    }
}
