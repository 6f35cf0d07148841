using System.Security.Cryptography;
using TorchSharp;
using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

[Collection(OneLibtorch.Name)]
public sealed class TrainingRunTests
{
    private static readonly TrainingSettings Small = new() { Epochs = 3, Patience = 3, HiddenSize = 8, BatchSize = 32, Device = "cpu" };

    private static readonly SeriesWindows Source = new SimulatedWeather().Windows();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheSameSeedGivesTheSameFile()
    {
        var first = await Run(StudentVariant.Guided, Small).RunAsync(Cancel);
        var second = await Run(StudentVariant.Guided, Small).RunAsync(Cancel);
        var other = await Run(StudentVariant.Guided, Small with { Seed = 2 }).RunAsync(Cancel);

        Assert.Equal(first.Onnx, second.Onnx);
        Assert.NotEqual(first.Onnx, other.Onnx);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ARunThatWasCutOffEndsAsIfItHadNotBeen(int crashAfterEpoch)
    {
        var whole = await Run(StudentVariant.Distilled, Small).RunAsync(Cancel);
        var crashing = new MemoryJournal { CrashAfterEpoch = crashAfterEpoch };
        await Assert.ThrowsAsync<MemoryJournal.CrashException>(() => Run(StudentVariant.Distilled, Small, crashing).RunAsync(Cancel));

        var goingOn = new MemoryJournal { Checkpoint = crashing.Checkpoint };
        var resumed = await Run(StudentVariant.Distilled, Small, goingOn).RunAsync(Cancel);

        Assert.Equal(whole.Onnx, resumed.Onnx);
        Assert.Equal(Enumerable.Range(crashAfterEpoch + 1, Small.Epochs - crashAfterEpoch), goingOn.Progress.Select(p => p.Epoch));
    }

    [Fact]
    public async Task ACheckpointOfOtherSettingsIsNotResumed()
    {
        var journal = new MemoryJournal();
        await Run(StudentVariant.Guided, Small with { Epochs = 1 }, journal).RunAsync(Cancel);

        var other = new MemoryJournal { Checkpoint = journal.Checkpoint };
        await Run(StudentVariant.Guided, Small with { Epochs = 2 }, other).RunAsync(Cancel);

        Assert.Equal([1, 2], other.Progress.Select(p => p.Epoch));
    }

    [Fact]
    public async Task TrainingLowersTheErrorAndAGuidedStudentBeginsBelowAStandaloneOne()
    {
        var guided = new MemoryJournal();
        var standalone = new MemoryJournal();
        await Run(StudentVariant.Guided, Small with { Epochs = 4 }, guided).RunAsync(Cancel);
        await Run(StudentVariant.Standalone, Small with { Epochs = 4 }, standalone).RunAsync(Cancel);

        // On unseen windows the MOS baseline leaves little to learn from a few days.
        Assert.True(guided.Progress[^1].TrainingRmse < guided.Progress[0].TrainingRmse);
        Assert.True(standalone.Progress[^1].TrainingRmse < standalone.Progress[0].TrainingRmse);
        Assert.True(guided.Progress[0].ValidationRmse < standalone.Progress[0].ValidationRmse);
    }

    [Fact]
    public async Task AShortTrainingPartIsNotLearnedByHeart()
    {
        var free = new MemoryJournal();
        var heldBack = new MemoryJournal();
        var longer = Small with { Epochs = 30, Patience = 30, HiddenSize = 32 };
        await Run(StudentVariant.Standalone, longer with { WeightDecay = 0 }, free).RunAsync(Cancel);
        await Run(StudentVariant.Standalone, longer, heldBack).RunAsync(Cancel);

        Assert.True(free.Progress[^1].TrainingRmse < heldBack.Progress[^1].TrainingRmse);
        Assert.True(free.Progress[^1].ValidationRmse > heldBack.Progress[^1].ValidationRmse);
    }

    [Fact]
    public async Task TrainingStopsWhenTheValidationPartNoLongerImproves()
    {
        // Steps this small change nothing that a score would show, hence every epoch after the first is in vain or all but.
        var journal = new MemoryJournal();
        var student = await Run(StudentVariant.Standalone, Small with
        {
            Epochs = 50,
            Patience = 2,
            LearningRate = 0.05,
            HiddenSize = 32,
        }, journal).RunAsync(Cancel);

        Assert.True(student.Epochs < 50);
        Assert.InRange(student.Epochs, student.BestEpoch, student.BestEpoch + 2);
        Assert.Equal(journal.Progress.Min(p => p.ValidationRmse), student.ValidationRmse);
    }

    [Fact]
    public async Task AnExplodingLossIsRolledBackReportedAndGivenUpInTheEnd()
    {
        var journal = new MemoryJournal();

        var error = await Assert.ThrowsAsync<TrainingDivergedException>(() => Run(StudentVariant.Standalone, Small with
        {
            LearningRate = 1e18,
            GradientClip = 1e18,
        }, journal).RunAsync(Cancel));

        Assert.Contains("Lower the learning rate", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(journal.Progress);
        Assert.All(journal.Progress, p => Assert.Contains("exploded", p.Note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWarmStartIsAtLeastAsGoodAsItsParent()
    {
        var parent = await Run(StudentVariant.Guided, Small).RunAsync(Cancel);
        var child = await new TrainingRun(Source, StudentVariant.Guided, Small, new MemoryJournal())
        {
            ParentCheckpoint = parent.Checkpoint,
            ParentId = "parent",
        }.RunAsync(Cancel);

        Assert.True(child.ValidationRmse <= parent.ValidationRmse);
    }

    [Fact]
    public async Task AWarmStartFindsItsStationsByNameThoughTheirOrderHasChanged()
    {
        var parent = await Run(StudentVariant.Guided, Small).RunAsync(Cancel);
        var grown = new SimulatedWeather { Stations = 3 }.Windows();

        var child = await new TrainingRun(grown, StudentVariant.Guided, Small with { Epochs = 1 }, new MemoryJournal())
        {
            ParentCheckpoint = parent.Checkpoint,
            ParentId = "parent",
        }.RunAsync(Cancel);

        Assert.Equal(3, Load(child).Lineage.Stations.Count);
        Assert.Equal("parent", Load(child).Lineage.Parent);
    }

    [Fact]
    public async Task AStationNobodyTrainedOnGetsAForecast()
    {
        var student = await Run(StudentVariant.Guided, Small).RunAsync(Cancel);
        using var session = Load(student);
        var block = await Source.ReadAsync(DatasetPart.Verification, 0, Cancel);

        var forecast = session.Run(
            block.Count,
            block.Observations,
            block.Teacher,
            new long[block.Count],
            [.. block.Origins.Select(o => (long)o.SinceEpoch)]);

        var temperature = forecast.Mean.Where((_, at) => at % Source.Description.Targets.Count == 0);
        Assert.All(temperature, t => Assert.InRange(t, -10, 45));
    }

    [Fact]
    public async Task TheOuterQuantilesCoverUnseenWindowsAsTheySayAndSomewhatMoreWhereTheValidationPartIsShort()
    {
        var source = new SimulatedWeather { Days = 60 }.Windows();
        var student = await new TrainingRun(source, StudentVariant.Guided, Small, new MemoryJournal()).RunAsync(Cancel);
        using var session = Load(student);
        var block = await source.ReadAsync(DatasetPart.Verification, 0, Cancel);

        var forecast = session.Run(
            block.Count,
            block.Observations,
            block.Teacher,
            [.. block.Stations.Select(s => s + 1L)],
            [.. block.Origins.Select(o => (long)o.SinceEpoch)]);

        var within = block.Targets
            .Select((observed, at) => (observed, low: forecast.Quantiles[at * 5], high: forecast.Quantiles[(at * 5) + 4]))
            .Where(r => float.IsFinite(r.observed))
            .ToList();
        Assert.InRange(within.Count(r => r.observed >= r.low && r.observed <= r.high) / (double)within.Count, 0.76, 0.98);
    }

    [Fact]
    public async Task AHundredEpochsLeaveNoTensorBehind()
    {
        var tiny = new SimulatedWeather { Days = 20, Stations = 1 }.Windows();
        var settings = Small with { HiddenSize = 4, Patience = 1000 };
        await new TrainingRun(tiny, StudentVariant.Guided, settings with { Epochs = 1 }, new MemoryJournal()).RunAsync(Cancel);
        var afterOne = LiveTensors();
        await new TrainingRun(tiny, StudentVariant.Guided, settings with { Epochs = 100 }, new MemoryJournal()).RunAsync(Cancel);

        // A handful of wrappers may still be held by the runtime; one a step would be thousands, one an epoch a hundred.
        Assert.InRange(LiveTensors(), 0, afterOne + 50);
    }

    private static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }

    private static TrainingRun Run(StudentVariant variant, TrainingSettings settings, MemoryJournal? journal = null) =>
        new(Source, variant, settings, journal ?? new MemoryJournal());

    private static StudentSession Load(TrainedStudent student) =>
        StudentSession.Load(student.Onnx, Convert.ToHexStringLower(SHA256.HashData(student.Onnx)));
}
