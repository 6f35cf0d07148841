using WeatherKd.Training.Experiments;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>The paper's comparison.</summary>
[Collection(OneLibtorch.Name)]
public sealed class AsPublishedTests : IDisposable
{
    private static EpochsLeft Left => new(runs: 1, epochs: 1, TimeProvider.System);

    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-published-").FullName;

    [Fact]
    public async Task TheNetworkBeginsAtTheMeanWithoutARegressionAndIsScoredAfterEachEpoch()
    {
        var options = new ExperimentOptions
        {
            Data = ["simulated"],
            Out = _folder,
            Variants = [StudentVariant.Standalone],
            Seeds = 1,
            Sizes = [8],
            ValidationShare = 0.15,
            Final = false,
            Kind = RunKind.AsPublished,
            Settings = new TrainingSettings { Epochs = 2, Device = "cpu", Archive = ArchiveUse.Off },
        };

        var run = Assert.Single(await new ExperimentRuns(options, new SimulatedWeather
        {
            Stations = 1,
        }.Windows(), _ => { }, Left).CompleteAsync(TestContext.Current.CancellationToken));

        Assert.Equal([0.0, 1, 2], run.Points.Select(p => p.Epochs));

        // The mean is off by one standard deviation.
        Assert.InRange(run.Points[0].Training.Normalised, 0.9, 1.1);
        Assert.True(run.Points[2].Training.Normalised < run.Points[0].Training.Normalised);
    }

    [Fact]
    public void EpochsAreCountedToWhatTheOtherReachesWithAndWithoutTheTeachersSeries()
    {
        var standalone = new AsPublishedRow("standalone", ArchiveUse.Off, 1, 0, [Curve(epoch => 10.0 / epoch)]);
        var taught = new AsPublishedRow("standalone, archive", ArchiveUse.Auto, 1, 7.5, [Curve(epoch => 5.0 / epoch)]);
        var report = new AsPublishedReport
        {
            Data = "simulated",
            TrainingWindows = 1,
            Epochs = 80,
            Targets = ["temperature_2m"],
            Rows = [standalone, taught],
        };

        // 10 / 20 is reached by 5 / 10, 10 / 40 by 5 / 20, 10 / 80 by 5 / 40; 5 / 20 by 10 / 40, 5 / 40 by 10 / 80, 5 / 80 not within 80.
        Assert.Contains(
            "| standalone, archive | 10 (17.5) | 20 (27.5) | 40 (47.5) | 40 | 80 | > 80 |",
            report.ToMarkdown(),
            StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static double[] Curve(Func<int, double> rmse) => [100, .. Enumerable.Range(1, 80).Select(rmse)];
}
