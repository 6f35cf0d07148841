using WeatherKd.Training.Loop;

namespace WeatherKd.Training.Tests;

/// <summary>When a training ends.</summary>
public sealed class EarlyStoppingTests
{
    [Fact]
    public void AnEpochThatGainsOnEveryDayLetsTheTrainingGoOn()
    {
        var stopping = EarlyStopping.None.After(1, Score(1.0, 1.1, 0.9, 1.0)).After(2, Score(0.9, 1.0, 0.8, 0.9));

        Assert.Equal(2, stopping.GainEpoch);
        Assert.False(stopping.IsOver(6, patience: 5));
        Assert.True(stopping.IsOver(7, patience: 5));
    }

    [Fact]
    public void AGainThatIsLessThanItsOwnNoiseIsKeptButLetsNothingGoOn()
    {
        // Mean gain 0.02, standard error √(0.2616 / 3 / 4) = 0.148.
        var stopping = EarlyStopping.None.After(1, Score(1.0, 1.1, 0.9, 1.0)).After(2, Score(0.6, 1.3, 0.8, 1.22));

        Assert.Equal(2, stopping.BestEpoch);
        Assert.Equal(1, stopping.GainEpoch);
    }

    [Fact]
    public void SmallGainsAddUp()
    {
        var stopping = EarlyStopping.None.After(1, Score(1.00, 1.10, 0.90, 1.00));
        stopping = stopping.After(2, Score(0.99, 1.12, 0.89, 0.99));
        Assert.Equal(1, stopping.GainEpoch);

        stopping = stopping.After(3, Score(0.97, 1.09, 0.87, 0.98));
        Assert.Equal(3, stopping.GainEpoch);
    }

    [Fact]
    public void AParentIsToBeSurpassed()
    {
        var stopping = EarlyStopping.From(Score(1.0, 1.0)).After(1, Score(1.1, 1.1));

        Assert.Equal(0, stopping.BestEpoch);
        Assert.True(stopping.IsOver(1, patience: 1));
    }

    private static StudentScore Score(params double[] days) => new([], [], Math.Sqrt(days.Sum())) { Daily = days };
}
