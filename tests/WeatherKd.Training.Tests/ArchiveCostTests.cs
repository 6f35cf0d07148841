using WeatherKd.Training.Experiments;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>What an archive costs is told from what the scored days happened to be.</summary>
public sealed class ArchiveCostTests
{
    private static readonly double[] Alone = [.. Enumerable.Range(0, 60).Select(day => 10.0 + (day % 7))];

    [Fact]
    public void ACostOfEveryDayIsTooMuch()
    {
        var cost = Assert.Single(Of(Row([.. Alone.Select(s => 1.21 * s)])));

        Assert.Equal(0.1, cost.Change, 6);
        Assert.Equal(0.1, cost.Interval!.Low, 6);
        Assert.True(cost.IsTooMuch);
    }

    [Fact]
    public void ACostOfASingleDayIsChance()
    {
        var squares = Alone.ToArray();
        squares[30] += 100;

        var cost = Assert.Single(Of(Row(squares)));

        Assert.InRange(cost.Change, 0.03, 0.1);
        Assert.InRange(cost.Interval!.Low, -0.001, 0.001);
        Assert.False(cost.IsTooMuch);
    }

    [Fact]
    public void AGainIsNoCostAndLessThanOnePercentIsAllowed()
    {
        Assert.False(Assert.Single(Of(Row([.. Alone.Select(s => 0.8 * s)]))).IsTooMuch);
        Assert.False(Assert.Single(Of(Row([.. Alone.Select(s => 1.015 * s)]))).IsTooMuch);
    }

    [Fact]
    public void WithoutAPartnerOrItsDaysNothingIsSaid()
    {
        Assert.Empty(Of(Row(Alone) with { Days = 30 }));
        Assert.Empty(Of(Row(Alone) with { DailySquares = [] }));
        Assert.Empty(Of(Row(Alone) with { Student = "guided", Archive = ArchiveUse.Off }));
    }

    private static IReadOnlyList<ArchiveCost> Of(ObservationDaysRow row) =>
        ArchiveCost.Of(row, [Row(Alone) with { Student = "guided", Archive = ArchiveUse.Off }, row]);

    private static ObservationDaysRow Row(IReadOnlyList<double> squares) =>
        new(7, false, "guided, archive", ArchiveUse.Auto, true, 1, 1, [1], []) { DailySquares = [squares] };
}
