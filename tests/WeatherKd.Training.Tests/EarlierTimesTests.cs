using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Experiments;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>The record as it was at earlier times: what experiments choose by.</summary>
public sealed class EarlierTimesTests
{
    private const int Days = 10;

    private static readonly AlignmentOptions Options = new() { Protocol = SplitProtocol.Reference };

    private static readonly SeriesWindows Record = new SimulatedWeather
    {
        Days = 60,
        Stations = 1,
    }.Windows(Options with { ValidationShare = 0 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Days)]
    [InlineData(null)]
    public async Task NothingIsLearnedOfTheDaysThatAreScoredAndNothingIsScoredOfTheHoldOut(int? days)
    {
        var folds = EarlierTimes.Of(Record, days, folds: 3, Options);

        Assert.Equal(3, folds.Count);
        foreach (var fold in folds)
        {
            var learned = (await OriginsAsync(fold, DatasetPart.Training))
                .Concat(await OriginsAsync(fold, DatasetPart.Validation))
                .ToList();
            var scored = await OriginsAsync(fold, DatasetPart.Verification);
            Assert.NotEmpty(scored);
            Assert.True(learned.Max() + 48 <= scored.Min());
            Assert.True(scored.Max() <= Record.Description.Split.ValidationEnd);
            Assert.True(fold.Description.Archive!.NewestRun < (scored.Min() - 23).ToTime());
        }
    }

    [Fact]
    public async Task OnlyTheDaysAskedForWereObserved()
    {
        foreach (var fold in EarlierTimes.Of(Record, Days, folds: 3, Options))
        {
            var first = fold.Description.Split.ValidationEnd + 24 - (24 * Days) + 1;
            var block = await fold.ReadAsync(DatasetPart.Training, 0, Cancel);
            var history = block.Observations.Length / block.Count;
            Assert.All(Enumerable.Range(0, block.Observations.Length), at => Assert.True(
                float.IsNaN(block.Observations[at])
                    || block.Origins[at / history] - 47 + (at % history / fold.Description.Inputs.Count) >= first));
        }
    }

    [Fact]
    public void ARecordThatIsTooShortHasNoEarlierTime() => Assert.Empty(EarlierTimes.Of(Record, 60, folds: 3, Options));

    [Fact]
    public async Task ASetInWhichTooFewDaysWereObservedIsSaidAndLeftOut()
    {
        var said = new List<string>();
        var options = new ExperimentOptions
        {
            Data = ["simulated"],
            Out = string.Empty,
            Variants = [StudentVariant.Guided],
            Seeds = 1,
            Sizes = [8],
            ValidationShare = 0.15,
            ObservationDays = [60],
            Final = false,
            Folds = 3,
            Settings = new TrainingSettings(),
        };
        var series = new SimulatedWeather { Days = 60, Stations = 1 }.Series();

        var ofDefaults = await Assert.ThrowsAsync<UnusableDatasetException>(() =>
            DefaultsExperiment.RunAsync([series], "WeightDecay", [("400", options.Settings)], options, said.Add, Cancel));
        var ofDays = await Assert.ThrowsAsync<UnusableDatasetException>(() =>
            ObservationDaysExperiment.RunAsync(series, options, said.Add, Cancel));

        Assert.StartsWith("Nothing to choose by", ofDefaults.Message, StringComparison.Ordinal);
        Assert.StartsWith("simulated: fewer days are observed", ofDays.Message, StringComparison.Ordinal);
        Assert.Equal(2, said.Count(s => s == "simulated: 60 days were not observed before those that are scored; left out."));
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
