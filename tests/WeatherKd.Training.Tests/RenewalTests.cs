using System.CommandLine;
using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Experiments;
using WeatherKd.TrainingJobs;
using WeatherKd.Verification.References;

namespace WeatherKd.Training.Tests;

/// <summary>Regressions that are fitted anew while the hold-out goes by.</summary>
[Collection(OneLibtorch.Name)]
public sealed class RenewalTests
{
    private static readonly AlignmentOptions Options = new() { Protocol = SplitProtocol.Reference };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachWeekOfTheHoldOutIsScoredOnceByWhatEndedTwoDaysBeforeIt()
    {
        var record = new SimulatedWeather { Days = 80 }.Windows(Options);
        var holdOut = await OriginsAsync(record, DatasetPart.Verification);
        var scored = new List<Hour>();
        var before = 0;

        foreach (var step in Renewal.Steps(record))
        {
            var ofStep = await OriginsAsync(step, DatasetPart.Verification);
            var learned = await OriginsAsync(step, DatasetPart.Training);
            Assert.True(learned.Max() <= ofStep.Min() - 48);
            Assert.True(ofStep.Max() - ofStep.Min() < 7 * 24);
            Assert.True(learned.Count > before);
            before = learned.Count;
            scored.AddRange(ofStep);
        }

        Assert.Equal(holdOut, scored);
        Assert.True(before > (await OriginsAsync(record, DatasetPart.Training)).Count);
    }

    [Fact]
    public async Task AStationThatChangedIsLearnedAnewAndTheProtocolsScoreStaysWhatItIs()
    {
        // From a fifth of the hold-out on, the station is 3 degrees warmer: a renewed regression follows, one that forgets the sooner.
        var start = Hour.Floor(new DateTimeOffset(2024, 5, 1, 0, 0, 0, TimeSpan.Zero));
        var record = new SimulatedWeather { Days = 80, Stations = 1, OtherFrom = start + (24 * 64) }
            .Windows(Options with { Targets = ["temperature_2m"] });
        var run = await RunAsync([]);
        var renewed = await RunAsync([0, 5]);

        Assert.Empty(run.Renewed);
        Assert.Equal(run.HoldOutInService!.Rmse, renewed.HoldOutInService!.Rmse);
        Assert.Equal([0, 5], renewed.Renewed.Select(r => r.HalfLifeDays));
        Assert.All(renewed.Renewed, r => Assert.Equal(run.HoldOutInService.Rows, r.Score.Rows));
        Assert.True(renewed.Renewed[1].Score.Rmse[0] < renewed.Renewed[0].Score.Rmse[0]);
        Assert.True(renewed.Renewed[0].Score.Rmse[0] < run.HoldOutInService.Rmse[0]);

        async Task<ExperimentRunResult> RunAsync(IReadOnlyList<double> halfLives) => await new ExperimentRun(
            record,
            StudentVariant.Standalone,
            new TrainingSettings { Epochs = 0, HiddenSize = 8, Device = "cpu", Archive = ArchiveUse.Off },
            final: true,
            RunKind.AsInService)
        {
            Renewed = halfLives,
        }.RunAsync(report: null, note: null, Cancel);
    }

    [Fact]
    public void ARowThatCountsTwiceIsAsTwoRows()
    {
        var random = new Random(1);
        var (weighted, repeated) = (new LeastSquares(2), new LeastSquares(2));
        for (var row = 0; row < 40; row++)
        {
            double[] x = [random.NextDouble(), random.NextDouble()];
            var y = x[0] - (2 * x[1]) + random.NextDouble();
            weighted.Add(x, y, weight: 1 + (row % 3));
            for (var times = 0; times <= row % 3; times++)
            {
                repeated.Add(x, y);
            }
        }

        Span<double> ofWeighted = stackalloc double[3];
        Span<double> ofRepeated = stackalloc double[3];
        weighted.Fit(ofWeighted);
        repeated.Fit(ofRepeated);

        Assert.Equal(40, weighted.Count);
        Assert.Equal(ofRepeated.ToArray(), ofWeighted.ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Theory]
    [InlineData("--renewed 0,60 --final", 0)]
    [InlineData("--renewed 0,60", 1)]
    [InlineData("--renewed 0 --final --observation-days 7", 1)]
    [InlineData("--renewed -1 --final", 1)]
    public void RenewedIsARowOfTheHoldOutsTables(string line, int errors)
    {
        var command = new Command("experiment");
        new ExperimentArguments().AddTo(command);

        Assert.Equal(errors, command.Parse($"--data DIR {line}").Errors.Count);
    }

    private static async Task<List<Hour>> OriginsAsync(SeriesWindows windows, DatasetPart part)
    {
        var origins = new List<Hour>();
        for (var block = 0; block < windows.BlockSizes(part).Count; block++)
        {
            origins.AddRange((await windows.ReadAsync(part, block, Cancel)).Origins);
        }

        return origins;
    }
}
