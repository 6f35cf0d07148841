using WeatherKd.Training.Fits;

namespace WeatherKd.Training.Tests;

/// <summary>How many times as much is observed as the teacher says.</summary>
public sealed class TeacherRatioTests
{
    [Fact]
    public void AStationsRatioIsItsOwnAfterAWeekAndThePooledOneBefore()
    {
        var lines = new RunningLine(stations: 3, columns: 1);
        for (var pair = 0; pair < 4000; pair++)
        {
            lines.Add(0, 0, 4 + (pair % 5), 0.5 * (4 + (pair % 5)));
            lines.Add(1, 0, 4 + (pair % 5), 0.8 * (4 + (pair % 5)));
        }

        lines.Add(2, 0, 5, 50);
        var ratios = lines.Ratios([true]);

        Assert.InRange(ratios[0], 0.64, 0.68);
        Assert.InRange(ratios[1], 0.5, 0.52);
        Assert.InRange(ratios[2], 0.78, 0.8);
        Assert.InRange(ratios[3], ratios[0], 0.72);
    }

    [Fact]
    public void WithoutPairsOrForAVariableWithoutARatioItIsOne()
    {
        var lines = new RunningLine(stations: 1, columns: 2);
        lines.Add(0, 1, 4, 1);

        Assert.All(lines.Ratios([true, false]), ratio => Assert.Equal(1, ratio));
    }

    [Fact]
    public void ATeacherThatSaysNothingButCalmIsNotDividedBy()
    {
        var lines = new RunningLine(stations: 1, columns: 1);
        lines.Add(0, 0, 0, 3);

        Assert.All(lines.Ratios([true]), ratio => Assert.Equal(1, ratio));
    }
}
