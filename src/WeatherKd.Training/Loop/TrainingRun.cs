using System.Text.Json;
using WeatherKd.Alignment;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Trains one student: epochs until the validation part stops improving, a checkpoint after each, a step back after a divergence, and the
/// ONNX file of the best epoch at the end. The verification part is never read.
/// </summary>
public sealed class TrainingRun(IWindowSource source, StudentVariant variant, TrainingSettings settings, ITrainingJournal journal)
{
    /// <summary>Divergences after which training gives up: each has halved the step.</summary>
    private const int MostRollbacks = 4;

    /// <summary>A mean loss this many times the first epoch's counts as exploded.</summary>
    private const double ExplodedLoss = 10;

    private readonly ShuffledWindows _training = new(source, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes);
    private readonly ShuffledWindows _validation = new(source, DatasetPart.Validation, ShuffledWindows.DefaultPoolBytes / 4);

    /// <summary>Checkpoint of the student to start from; null starts cold.</summary>
    public byte[]? ParentCheckpoint { get; init; }

    /// <summary>Id of that student, for the lineage.</summary>
    public string? ParentId { get; init; }

    /// <summary>Where lessons of the archive are kept; null learns each anew.</summary>
    public ILessonStore? Lessons { get; init; }

    /// <summary>Measures wall time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Trains, from the journal's checkpoint if it has one of this very run.</summary>
    /// <exception cref="UnusableDatasetException">The data cannot be trained on.</exception>
    /// <exception cref="TrainingDivergedException">The loss exploded again and again.</exception>
    public async Task<TrainedStudent> RunAsync(CancellationToken cancellationToken)
    {
        var device = TrainingDevice.Choose(settings);
        var lesson = await ArchiveLesson.PrepareAsync(source, settings, cancellationToken);
        var (scaling, ofArchive) = await ScalingFit.FitAsync(source, lesson.Windows, cancellationToken);
        ScalingFit.RequireValidation(source);
        using var trainer = new StudentTrainer(source.Description, variant, settings, scaling, device);
        await _training.KeepIfSmallAsync(cancellationToken);
        await _validation.KeepIfSmallAsync(cancellationToken);
        var started = Time.GetTimestamp();
        var scores = new TrainingScores(_training, _validation, source.Description, device);
        var state = await BeginAsync(trainer, scores, cancellationToken);
        if (ofArchive is not null && state.Progress.Epoch == 0 && ParentCheckpoint is null && ArchiveStage.Taught(scaling).Contains(true))
        {
            var key = KeptLesson.KeyOf(source.Description, variant, settings, scaling);
            var teaching = new ArchiveTeaching(trainer, scores, journal, device, key, source.Description.Stations)
            {
                Lessons = Lessons,
                Time = Time,
            };
            var stage = new ArchiveStage(lesson.Windows!, ofArchive, scaling, settings);
            state = await teaching.LearnAsync(stage, lesson.Archive!, state, cancellationToken);
        }

        var epochs = ArchiveStage.EpochsOfObservations(settings, scaling, ofArchive);
        var secondsBefore = state.Progress.Seconds;
        while (state.Progress.Epoch < epochs && !state.Progress.Stopping.IsOver(state.Progress.Epoch, settings.Patience))
        {
            var epochStarted = Time.GetTimestamp();
            var loss = await TrainEpochAsync(trainer, state.Progress.Epoch + 1, state.Progress.FirstLoss, cancellationToken);
            if (loss is null)
            {
                state = RollBack(trainer, state);
                await journal.ReportAsync(Divergence(state, trainer), cancellationToken);
                continue;
            }

            var epochSeconds = Time.GetElapsedTime(epochStarted).TotalSeconds;
            var (next, progress) = await ScoreAsync(trainer, scores, state, loss.Value, epochSeconds, cancellationToken);
            state = next with { Progress = next.Progress with { Seconds = secondsBefore + Time.GetElapsedTime(started).TotalSeconds } };

            // In this order: a job killed in between trains the epoch again, and the journal knows its line already. The other way round
            // the line would be lost.
            await journal.ReportAsync(progress, cancellationToken);
            await journal.WriteCheckpointAsync(state.ToBytes(), cancellationToken);
        }

        return await new StudentCompletion(source, settings, _training, _validation, device)
            .CompleteAsync(trainer.Network, state, ParentId, lesson, ofArchive, cancellationToken);
    }

    private async Task<TrainingCheckpoint> BeginAsync(StudentTrainer trainer, TrainingScores scores, CancellationToken cancellationToken)
    {
        var key = JsonSerializer.Serialize(new { variant, settings, source.Description.Id, ParentId });
        if (await journal.ReadCheckpointAsync(cancellationToken) is { } bytes
            && TrainingCheckpoint.FromBytes(bytes) is var saved
            && saved.Progress.Key == key)
        {
            Resume(trainer, saved);
            return saved;
        }

        var header = new TrainingCheckpoint.Header(key, source.Description.Stations, 0, 0, 1, 0, 0, double.PositiveInfinity, null, 0);
        if (ParentCheckpoint is not null)
        {
            ParentWeights.Take(TrainingCheckpoint.FromBytes(ParentCheckpoint), trainer, source.Description.Stations);
            var score = await scores.OnValidationAsync(trainer.Network, cancellationToken);
            header = header.With(EarlyStopping.From(score)) with { Steps = trainer.Optimiser.Steps };
        }

        return new TrainingCheckpoint { Progress = header, Trainer = trainer.Snapshot(), Best = trainer.Network.Snapshot() };
    }

    private async Task<double?> TrainEpochAsync(StudentTrainer trainer, int epoch, double? firstLoss, CancellationToken cancellationToken)
    {
        var random = trainer.BeginEpoch(epoch);
        await foreach (var windows in _training.EpochAsync(settings.BatchSize, random, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            trainer.Step(windows, random);
        }

        var loss = trainer.TakeMeanLoss();
        return double.IsFinite(loss) && loss < ExplodedLoss * (firstLoss ?? double.MaxValue) ? loss : null;
    }

    private async Task<(TrainingCheckpoint State, TrainingProgress Progress)> ScoreAsync(
        StudentTrainer trainer,
        TrainingScores scores,
        TrainingCheckpoint state,
        double loss,
        double epochSeconds,
        CancellationToken cancellationToken)
    {
        var epoch = state.Progress.Epoch + 1;
        StudentScore training, validation;
        Dictionary<string, float[]> averaged;
        using (trainer.Optimiser.UseAverages())
        {
            training = await scores.OnTrainingAsync(trainer.Network, cancellationToken);
            validation = await scores.OnValidationAsync(trainer.Network, cancellationToken);
            averaged = trainer.Network.Snapshot();
        }

        if (double.IsNaN(validation.Normalised))
        {
            throw new UnusableDatasetException(
                "The validation windows have no observed target value: have 0, need at least 1. Early stopping may look at nothing else.");
        }

        var stopping = state.Progress.Stopping.After(epoch, validation);
        var isBest = stopping.BestEpoch == epoch;
        var header = state.Progress.With(stopping) with
        {
            Epoch = epoch,
            Steps = trainer.Optimiser.Steps,
            StepScale = trainer.StepScale,
            FirstLoss = state.Progress.FirstLoss ?? loss,
        };
        return (
            new TrainingCheckpoint { Progress = header, Trainer = trainer.Snapshot(), Best = isBest ? averaged : state.Best },
            new TrainingProgress(
                epoch,
                double.IsNaN(training.Normalised) ? null : training.Normalised,
                validation.Normalised,
                trainer.LearningRate,
                epochSeconds,
                _training.Count / epochSeconds));
    }

    private TrainingCheckpoint RollBack(StudentTrainer trainer, TrainingCheckpoint lastGood)
    {
        var rollbacks = lastGood.Progress.Rollbacks + 1;
        if (rollbacks > MostRollbacks)
        {
            throw new TrainingDivergedException(
                $"Training diverged {rollbacks} times after epoch {lastGood.Progress.Epoch}, the last time with a step size of "
                + $"{trainer.LearningRate:g3}. Lower the learning rate (now {settings.LearningRate:g3}) or look for wild values among the "
                + $"observations.");
        }

        var state = lastGood with
        {
            Progress = lastGood.Progress with { Rollbacks = rollbacks, StepScale = lastGood.Progress.StepScale / 2 },
        };
        Resume(trainer, state);
        return state;
    }

    private static TrainingProgress Divergence(TrainingCheckpoint state, StudentTrainer trainer) => new(
        state.Progress.Epoch,
        null,
        null,
        trainer.LearningRate,
        0,
        0,
        $"The loss exploded in epoch {state.Progress.Epoch + 1}; back to the end of epoch {state.Progress.Epoch} with half the step.");

    private static void Resume(StudentTrainer trainer, TrainingCheckpoint state)
    {
        trainer.Restore(state.Trainer, state.Progress.Steps);
        trainer.StepScale = state.Progress.StepScale;
    }
}
