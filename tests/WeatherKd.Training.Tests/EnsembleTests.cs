using WeatherKd.Alignment;
using WeatherKd.Training.Experiments;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>A training whose student learns the mean of members that are trained first.</summary>
[Collection(OneLibtorch.Name)]
public sealed class EnsembleTests
{
    private static readonly TrainingSettings Settings = new()
    {
        Epochs = 2,
        Patience = 2,
        EnsembleSize = 2,
        HiddenSize = 8,
        BatchSize = 32,
        Device = "cpu",
    };

    private static readonly SeriesWindows Source = new SimulatedWeather().Windows();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MembersAreTrainedFirstAndTheirEpochsAreNotesOnly()
    {
        var journal = new MemoryJournal();
        var student = await Run(journal).RunAsync(Cancel);
        var alone = await Run(new MemoryJournal(), Settings with { EnsembleSize = 1 }).RunAsync(Cancel);

        Assert.Equal([0, 0, 0, 0, 1, 2], journal.Progress.Select(p => p.Epoch));
        Assert.All(journal.Progress.Take(4), p => Assert.Null(p.ValidationRmse));
        Assert.StartsWith("Member 1 of 2 of the ensemble: epoch 1, RMSE ", journal.Progress[0].Note, StringComparison.Ordinal);
        Assert.StartsWith("Member 2 of 2 of the ensemble: epoch 2, RMSE ", journal.Progress[3].Note, StringComparison.Ordinal);
        Assert.All(journal.Progress.Skip(4), p => Assert.Null(p.Note));
        Assert.Equal(alone.Onnx.Length, student.Onnx.Length);
        Assert.NotEqual(alone.ValidationRmse, student.ValidationRmse);
    }

    [Theory]
    [InlineData("Member 1 of 2 of the ensemble: epoch 2", 3)]
    [InlineData("Member 2 of 2 of the ensemble: epoch 1", 2)]
    [InlineData("Member 2 of 2 of the ensemble: epoch 2", 1)]
    public async Task ATrainingThatWasCutOffAmongTheMembersEndsAsIfItHadNotBeen(string at, int notesLeft)
    {
        var whole = await Run(new MemoryJournal()).RunAsync(Cancel);
        var crashing = new MemoryJournal { CrashAtNote = at };
        await Assert.ThrowsAsync<MemoryJournal.CrashException>(() => Run(crashing).RunAsync(Cancel));

        var goingOn = new MemoryJournal { Members = crashing.Members };
        var resumed = await Run(goingOn).RunAsync(Cancel);

        Assert.Equal(whole.Onnx, resumed.Onnx);
        Assert.Equal(notesLeft, goingOn.Progress.Count(p => p.Note is not null));
    }

    [Fact]
    public async Task ATrainingThatWasCutOffAfterTheMembersDoesNotRepeatThem()
    {
        var whole = await Run(new MemoryJournal()).RunAsync(Cancel);
        var crashing = new MemoryJournal { CrashAfterEpoch = 1 };
        await Assert.ThrowsAsync<MemoryJournal.CrashException>(() => Run(crashing).RunAsync(Cancel));

        var goingOn = new MemoryJournal { Checkpoint = crashing.Checkpoint, Members = crashing.Members };
        var resumed = await Run(goingOn).RunAsync(Cancel);

        Assert.Equal(whole.Onnx, resumed.Onnx);
        Assert.Equal([2], goingOn.Progress.Select(p => p.Epoch));
    }

    [Fact]
    public async Task AWarmStartTrainsNoMembers()
    {
        var parent = await Run(new MemoryJournal(), Settings with { EnsembleSize = 1 }).RunAsync(Cancel);
        var journal = new MemoryJournal();

        await new TrainingRun(Source, StudentVariant.Guided, Settings, journal)
        {
            ParentCheckpoint = parent.Checkpoint,
            ParentId = "parent",
        }.RunAsync(Cancel);

        Assert.All(journal.Progress, p => Assert.Null(p.Note));
    }

    [Fact]
    public async Task AnExperimentInServiceTrainsTheSameStudent()
    {
        var notes = new List<string>();
        var inService = await new ExperimentRun(Source, StudentVariant.Guided, Settings, final: false, RunKind.AsInService)
            .RunAsync(report: null, notes.Add, Cancel);
        var curves = await new ExperimentRun(Source, StudentVariant.Guided, Settings, final: false)
            .RunAsync(report: null, notes.Add, Cancel);
        var student = await Run(new MemoryJournal()).RunAsync(Cancel);

        Assert.Equal(student.ValidationRmse, inService.Points.Min(p => p.Validation.Normalised), 1e-9);
        Assert.NotEqual(student.ValidationRmse, curves.Points.Min(p => p.Validation.Normalised), 1e-9);
        Assert.Contains(notes, n => n.StartsWith("member 2 of 2: epoch 1, validation ", StringComparison.Ordinal));
    }

    private static TrainingRun Run(MemoryJournal journal, TrainingSettings? settings = null) =>
        new(Source, StudentVariant.Guided, settings ?? Settings, journal);
}
