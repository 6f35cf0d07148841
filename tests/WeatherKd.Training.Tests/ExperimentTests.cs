using Microsoft.Extensions.Time.Testing;
using WeatherKd.Training.Experiments;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

[Collection(OneLibtorch.Name)]
public sealed class ExperimentTests : IDisposable
{
    private static EpochsLeft Left => new(runs: 1, epochs: 1, TimeProvider.System);

    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-experiment-").FullName;

    [Fact]
    public void EvaluationsLieEvenlyInTheLogarithmFromAHundredthOfAnEpoch()
    {
        var steps = EvaluationSchedule.StepsWithinFirstEpoch(1000);

        // 10 × 10^(i/6), by hand.
        Assert.Equal([10, 15, 22, 32, 46, 68, 100, 147, 215, 316, 464, 681], steps);
    }

    [Fact]
    public async Task ARunThatIsFinishedIsReadAndNotRepeated()
    {
        var lines = new List<string>();
        var options = Options();
        var source = new SimulatedWeather().Windows();
        var first = await new ExperimentRuns(options, source, lines.Add, Left).CompleteAsync(TestContext.Current.CancellationToken);
        lines.Clear();

        var second = await new ExperimentRuns(options, source, lines.Add, Left).CompleteAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, first.Count);
        Assert.Empty(lines);
        Assert.Equal(first.Select(r => r.Points[^1].Training.Normalised), second.Select(r => r.Points[^1].Training.Normalised));
    }

    /// <summary>The folder may hold runs of other files, of another division of the same, and what a full disk left.</summary>
    [Fact]
    public async Task ARunOfOtherDataOrThatIsDamagedIsDoneAgain()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (lines, series) = (new List<string>(), new SimulatedWeather().Series());
        var options = Options() with
        {
            Variants = [StudentVariant.Standalone],
            Settings = new TrainingSettings { Epochs = 0, Device = "cpu" },
        };
        var first = Assert.Single(await RunAsync(0.15));
        Assert.Equal(0, await LinesOfAsync(0.15));

        Assert.NotEqual(0, await LinesOfAsync(0.3));
        Assert.NotEqual(0, await LinesOfAsync(0.15));
        await File.WriteAllTextAsync(Directory.GetFiles(Path.Combine(_folder, "runs")).Single(), "{\"var", cancel);
        Assert.NotEqual(0, await LinesOfAsync(0.15));
        Assert.Contains(lines, l => l.Contains("is damaged and done again", StringComparison.Ordinal));
        Assert.Equal(first.Points[^1].Training.Normalised, Assert.Single(await RunAsync(0.15)).Points[^1].Training.Normalised);

        Task<IReadOnlyList<ExperimentRunResult>> RunAsync(double share) =>
            new ExperimentRuns(options, series.Align(share), lines.Add, Left).CompleteAsync(cancel);

        async Task<int> LinesOfAsync(double share)
        {
            lines.Clear();
            await RunAsync(share);
            return lines.Count;
        }
    }

    /// <summary>Two folds against one compare weather, not students.</summary>
    [Fact]
    public async Task ARowOfWhichAnotherProcessHoldsARunIsLeftOutAndSaidToBe()
    {
        var lines = new List<string>();
        var options = Options() with
        {
            Variants = [StudentVariant.Standalone],
            ObservationDays = [0],
            Folds = 2,
            Settings = new TrainingSettings { Epochs = 0, Device = "cpu" },
        };
        var place = Directory.CreateDirectory(Path.Combine(_folder, "all-auto-2", "runs")).FullName;
        await using (new FileStream(
            Path.Combine(place, "standalone-h8-s1.json.claim"),
            FileMode.Create,
            FileAccess.Write,
            FileShare.None))
        {
            var held = await RunAsync();
            Assert.Equal([ArchiveUse.Off], held.Students.Select(r => r.Archive).Distinct());
            Assert.Contains(lines, l => l.Contains("until another process has done its runs", StringComparison.Ordinal));
        }

        Assert.Equal(2, (await RunAsync()).Students.Select(r => r.Archive).Distinct().Count());

        Task<ObservationDaysReport> RunAsync() => ObservationDaysExperiment.RunAsync(
            new SimulatedWeather { Days = 60, Stations = 1 }.Series(),
            options,
            lines.Add,
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task HoldOutFiguresAppearInAFinalExperimentOnly()
    {
        var source = new SimulatedWeather().Windows();
        var runs = await new ExperimentRuns(Options(), source, _ => { }, Left).CompleteAsync(TestContext.Current.CancellationToken);
        Assert.All(runs.SelectMany(r => r.Points), p => Assert.Null(p.HoldOut));

        var final = await new ExperimentRuns(Options() with
        {
            Final = true,
        }, source, _ => { }, Left).CompleteAsync(TestContext.Current.CancellationToken);
        Assert.All(final.SelectMany(r => r.Points), p => Assert.NotNull(p.HoldOut));
        Assert.All(runs, r => Assert.Null(r.HoldOutCoverageAdapted));
        Assert.All(final, r => Assert.All(r.HoldOutCoverageAdapted!, coverage => Assert.InRange(coverage, 0.6, 0.95)));
    }

    [Fact]
    public async Task EveryArchitectureGoesThroughAnExperiment()
    {
        var source = new SimulatedWeather().Windows();
        var rmse = new List<double>();
        foreach (var architecture in Enum.GetValues<StudentArchitecture>())
        {
            var options = Options() with
            {
                Out = Path.Combine(_folder, $"{architecture}"),
                Variants = [StudentVariant.Guided],
                Final = true,
                Kind = RunKind.AsInService,
                Settings = new TrainingSettings { Epochs = 1, Device = "cpu", Architecture = architecture },
            };
            var runs = await new ExperimentRuns(options, source, _ => { }, Left).CompleteAsync(TestContext.Current.CancellationToken);
            var run = Assert.Single(runs);
            Assert.True(run.HoldOutInService!.Normalised < 1);
            rmse.Add(run.HoldOutInService.Normalised);
        }

        Assert.Equal(rmse.Count, rmse.Distinct().Count());
    }

    [Fact]
    public void TheTimeLeftCountsWhatEachRunTakesToBeginAndItsEpochs()
    {
        var clock = new FakeTimeProvider();
        var left = new EpochsLeft(runs: 3, epochs: 10, clock);
        clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(string.Empty, left.After(0));
        clock.Advance(TimeSpan.FromSeconds(2));

        // 29 epochs of 2 s and two beginnings of 100 s.
        Assert.Equal(", at most about 4 min left", left.After(1));
        left.NextRun();
        left.NextRun();

        // The last run: its epochs alone, once it has begun.
        clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(", at most about 20 s left", left.After(0));
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(string.Empty, left.After(10));
    }

    [Fact]
    public void WithoutAnEpochTheTimeLeftIsThatOfBeginningsAndEnds()
    {
        var clock = new FakeTimeProvider();
        var left = new EpochsLeft(runs: 3, epochs: 0, clock);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(", at most about 20 s left", left.After(0));
        clock.Advance(TimeSpan.FromSeconds(5));
        left.NextRun();
        clock.Advance(TimeSpan.FromSeconds(10));

        // One beginning of 10 s and two ends of 5 s.
        Assert.Equal(", at most about 20 s left", left.After(0));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ExperimentOptions Options() => new()
    {
        Data = ["simulated"],
        Out = _folder,
        Variants = Enum.GetValues<StudentVariant>(),
        Seeds = 1,
        Sizes = [8],
        ValidationShare = 0.15,
        Final = false,
        Settings = new TrainingSettings { Epochs = 1, Device = "cpu" },
    };
}
