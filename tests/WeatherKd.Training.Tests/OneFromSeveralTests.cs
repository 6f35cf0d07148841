using System.CommandLine;
using WeatherKd.Alignment;
using WeatherKd.Training.Experiments;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

/// <summary>A student that learns the mean of several, and one that is trained again with the validation part.</summary>
[Collection(OneLibtorch.Name)]
public sealed class OneFromSeveralTests : IDisposable
{
    private static readonly SeriesWindows Source = new SimulatedWeather().Windows();

    private static EpochsLeft Left => new(runs: 1, epochs: 1, TimeProvider.System);

    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-several-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheMeanOfSeveralIsTheMeanOfWhatEachForecasts()
    {
        var scaling = await Fits.ScalingFit.FitAsync(Source, Cancel);
        var shape = new StudentShape(Source.Description, StudentVariant.Guided, hiddenSize: 8, scaling.UsesDayOfYear);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var first = new StudentNetwork(shape, scaling, dropout: 0, seed: 1, CPU) { IsTraining = false };
        using var second = new StudentNetwork(shape, scaling, dropout: 0, seed: 2, CPU) { IsTraining = false };
        using var both = new StudentEnsemble(shape, scaling, new TrainingSettings(), [Changed(first), Changed(second)], CPU);
        var batch = await BatchAsync();

        var mean = stack([first.Forward(batch).Forecast, second.Forward(batch).Forecast]).mean([0]);

        Assert.False(first.Forward(batch).Forecast.allclose(second.Forward(batch).Forecast));
        Assert.True(both.Forecast(batch).allclose(mean, 1e-5, 1e-4));

        static Dictionary<string, float[]> Changed(StudentNetwork network)
        {
            // The first weights correct nothing yet: all students would forecast the same.
            var weights = network.Snapshot();
            weights["direct.bias"] = [.. weights["direct.bias"].Select((_, i) => weights["station.vectors"][i])];
            network.Restore(weights);
            return weights;
        }
    }

    [Fact]
    public async Task AMovedWindowLiesBetweenTwoAndKeepsWhatTheOtherLacks()
    {
        using var scope = NewDisposeScope();
        var batch = await BatchAsync();
        var partners = Enumerable.Range(0, (int)batch.Count).Select(i => (batch.Count - 1) - i).ToArray();
        using var moved = batch.MovedTowards(partners, [.. partners.Select(_ => 0.25f)]);
        float[] before = [.. batch.Observations.data<float>()];
        float[] after = [.. moved.Observations.data<float>()];
        var width = before.Length / (int)batch.Count;

        for (var at = 0; at < before.Length; at++)
        {
            var other = before[((int)partners[at / width] * width) + (at % width)];
            var expected = float.IsNaN(other) ? before[at] : before[at] + (0.25f * (other - before[at]));
            Assert.Equal(expected, after[at], 1e-3f);
        }
    }

    [Fact]
    public async Task OneLearnsFromTheMembersAndFinishedRunsAreNotRepeated()
    {
        var lines = new List<string>();
        var members = new ExperimentRuns(Options() with { OneFrom = 2, Seeds = 2 }, Source, lines.Add, Left);
        var trained = await members.CompleteAsync(Cancel);
        var weights = await members.WeightsAsync(Cancel);
        var one = Options() with { Out = Path.Combine(_folder, "one"), Several = weights };

        var result = Assert.Single(await new ExperimentRuns(one, Source, lines.Add, Left).CompleteAsync(Cancel));
        lines.Clear();
        await new ExperimentRuns(one, Source, lines.Add, Left).CompleteAsync(Cancel);

        Assert.Equal(2, weights.Count);
        Assert.Empty(lines);

        // The mean of two forecasts cannot be worse than both; alone, the same seed is another student.
        var mean = result.HoldOutOfSeveral!.Rmse;
        Assert.All(Enumerable.Range(0, mean.Count), t => Assert.True(mean[t] <= trained.Max(m => m.HoldOutInService!.Rmse[t]) + 1e-6));
        Assert.NotEqual(trained[0].HoldOutInService!.Rmse, result.HoldOutInService!.Rmse);
    }

    [Fact]
    public async Task ANetworkIsTrainedAgainWithTheValidationPartForAsManySteps()
    {
        var lines = new List<string>();
        var options = Options() with { Refit = true };
        var result = Assert.Single(await new ExperimentRuns(options, Source, lines.Add, Left).CompleteAsync(Cancel));

        Assert.Equal(1, result.ChosenEpoch);
        var steps = (result.TrainingWindows + StepSchedule.UsualBatch - 1) / StepSchedule.UsualBatch;
        Assert.Contains(lines, l => l.EndsWith($"again with the validation part, {steps} steps", StringComparison.Ordinal));
        Assert.Equal(result.HoldOutInService!.Rows, result.HoldOutRefitted!.Rows);
        Assert.NotEqual(result.HoldOutInService.Rmse, result.HoldOutRefitted.Rmse);
    }

    [Fact]
    public void TheTableTellsWhatTheMeanAndTheOneAreWorthBesideAMember()
    {
        // At two times: members 1, 2, 3 and 7, 8, 9; by hand, the root of the mean of 2² and 8², 1² and 7², 1² and 1².
        var row = OneFromSeveralRow.Of(
            StudentVariant.Guided,
            [
                ([Result(1), Result(2), Result(3)], Result(1) with { HoldOutOfSeveral = Score(1) }),
                ([Result(7), Result(8), Result(9)], Result(1) with { HoldOutOfSeveral = Score(7) }),
            ]);
        var report = new OneFromSeveralReport
        {
            Data = "simulated",
            Scored = "hold-out",
            Members = 3,
            Targets = ["temperature_2m"],
            Rows = [row],
        }.ToMarkdown();

        Assert.Contains("| guided, one of 3 (median) | 5.831 | 1.000 |", report, StringComparison.Ordinal);
        Assert.Contains("| guided, mean of 3 | 5.000 | 0.857 |", report, StringComparison.Ordinal);
        Assert.Contains("| guided, one from their mean | 1.000 | 0.171 |", report, StringComparison.Ordinal);

        static StudentScore Score(double rmse) => new([rmse], [1], rmse);

        static ExperimentRunResult Result(double rmse) => new(StudentVariant.Guided, new TrainingSettings(), 100, 1, [])
        {
            ChosenEpoch = 1,
            FileBytes = 1,
            LatencyMilliseconds = 1,
            ValidationQuantiles = new QuantileScore([], []),
            HoldOutInService = Score(rmse),
        };
    }

    [Theory]
    [InlineData("--one-from 3", 0)]
    [InlineData("--one-from 1", 1)]
    [InlineData("--refit --observation-days all", 0)]
    [InlineData("--refit", 1)]
    public void WhatTheCommandLineTakesIsChecked(string line, int errors)
    {
        var command = new Command("experiment");
        new ExperimentArguments().AddTo(command);

        Assert.Equal(errors, command.Parse($"--data DIR {line}").Errors.Count);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<WindowBatch> BatchAsync()
    {
        var block = await Source.ReadAsync(DatasetPart.Training, 0, Cancel);
        return WindowBatch.Of(Source.Description, [.. Enumerable.Range(0, 40).Select(i => (block, i))], null, CPU);
    }

    private ExperimentOptions Options() => new()
    {
        Data = ["simulated"],
        Out = _folder,
        Variants = [StudentVariant.Guided],
        Seeds = 1,
        Sizes = [8],
        ValidationShare = 0.15,
        Final = true,
        Kind = RunKind.AsInService,
        Settings = new TrainingSettings { Epochs = 1, Device = "cpu", HiddenSize = 8, Archive = ArchiveUse.Off },
    };
}
