using System.Text.Json;
using WeatherKd.Alignment;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Export;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Trains one student: epochs until the validation part stops improving, a checkpoint after each, a step back after a divergence, and the
/// ONNX file of the best epoch at the end. The verification part is never read.
/// </summary>
public sealed class TrainingRun(IWindowSource source, StudentVariant variant, TrainingSettings settings, ITrainingJournal journal)
{
    /// <summary>
    /// Windows on which the training RMSE of an epoch is measured, spread evenly: it is a curve to look at, not a decision.
    /// </summary>
    private const int TrainingScoreWindows = 2048;

    /// <summary>Divergences after which training gives up: each has halved the step.</summary>
    private const int MostRollbacks = 4;

    /// <summary>A mean loss this many times the first epoch's counts as exploded.</summary>
    private const double ExplodedLoss = 10;

    private readonly ShuffledWindows _training = new(source, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes);
    private readonly ShuffledWindows _validation = new(source, DatasetPart.Validation, ShuffledWindows.DefaultPoolBytes / 4);

    /// <summary>Checkpoint of the student to start from; null starts cold.</summary>
    public byte[]? ParentCheckpoint { get; init; }

    /// <summary>Where lessons of the archive are kept; null learns each anew.</summary>
    public ILessonStore? Lessons { get; init; }

    /// <summary>Id of that student, for the lineage.</summary>
    public string? ParentId { get; init; }

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
        var state = await BeginAsync(trainer, device, cancellationToken);
        if (ofArchive is not null && state.Progress.Epoch == 0 && ParentCheckpoint is null && ArchiveStage.Taught(scaling).Contains(true))
        {
            state = await LearnArchiveAsync(
                new ArchiveStage(lesson.Windows!, ofArchive, scaling, settings),
                scaling,
                lesson.Archive!,
                trainer,
                state,
                device,
                cancellationToken);
        }

        var secondsBefore = state.Progress.Seconds;
        while (state.Progress.Epoch < settings.Epochs && !state.Progress.Stopping.IsOver(state.Progress.Epoch, settings.Patience))
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
            var (next, progress) = await ScoreAsync(trainer, state, loss.Value, epochSeconds, device, cancellationToken);
            state = next with { Progress = next.Progress with { Seconds = secondsBefore + Time.GetElapsedTime(started).TotalSeconds } };

            // In this order: a job killed in between trains the epoch again, and the journal knows its line already. The other way round
            // the line would be lost.
            await journal.ReportAsync(progress, cancellationToken);
            await journal.WriteCheckpointAsync(state.ToBytes(), cancellationToken);
        }

        return await FinishAsync(trainer, state, lesson, ofArchive, device, cancellationToken);
    }

    /// <summary>
    /// The archive before the observations, a checkpoint after each of its epochs; what it leaves is what the observations' first epoch
    /// must surpass.
    /// </summary>
    private async Task<TrainingCheckpoint> LearnArchiveAsync(
        ArchiveStage stage,
        StudentScaling scaling,
        TeacherArchiveDescription made,
        StudentTrainer trainer,
        TrainingCheckpoint state,
        Device device,
        CancellationToken cancellationToken)
    {
        var before = state.Progress.Archive is { } saved
            ? new ArchiveProgress(saved.Epoch, saved.Score, saved.BestEpoch, saved.BestScore, state.Best)
            : ArchiveProgress.None;
        var started = Time.GetTimestamp();
        var done = await LearnOrTakeAsync();
        var score = await StudentScore.OfAsync(
            trainer.Network,
            _validation,
            source.Description,
            1,
            hideTeacher: false,
            device,
            cancellationToken);
        return state with
        {
            Progress = state.Progress.With(EarlyStopping.From(score)) with
            {
                Steps = trainer.Optimiser.Steps,
                StepScale = trainer.StepScale,
                Archive = Saved(done),
            },
            Trainer = trainer.Snapshot(),
            Best = trainer.Network.Snapshot(),
        };

        async Task<ArchiveProgress> LearnOrTakeAsync()
        {
            var key = KeptLesson.KeyOf(source.Description, variant, settings, scaling);
            if (before.Epoch == 0
                && Lessons is not null
                && await Lessons.FindAsync(key, cancellationToken) is { } bytes
                && KeptLesson.FromBytes(bytes) is { } kept
                && kept.Serves(made))
            {
                stage.Take(trainer, kept);
                await journal.ReportAsync(
                    new TrainingProgress(
                        0,
                        null,
                        null,
                        trainer.LearningRate,
                        0,
                        0,
                        $"The teacher's archive taught this model and these stations before, with runs up to {kept.Archive.NewestRun:u}."),
                    cancellationToken);
                return kept.Progress;
            }

            var learned = await stage.RunAsync(trainer, before, device, ReportAsync, cancellationToken);
            if (Lessons is not null)
            {
                await Lessons.KeepAsync(
                    key,
                    stage.Keep(made, learned, trainer.Optimiser.Steps).ToBytes(key, source.Description.Stations),
                    cancellationToken);
            }

            return learned;
        }

        async Task ReportAsync(ArchiveProgress progress)
        {
            var seconds = Time.GetElapsedTime(started).TotalSeconds;
            started = Time.GetTimestamp();
            state = state with
            {
                Progress = state.Progress with
                {
                    Steps = trainer.Optimiser.Steps,
                    StepScale = trainer.StepScale,
                    BestScore = double.MaxValue,
                    Archive = Saved(progress),
                    Seconds = state.Progress.Seconds + seconds,
                },
                Trainer = trainer.Snapshot(),
                Best = progress.Best,
            };
            await journal.ReportAsync(
                new TrainingProgress(
                    0,
                    null,
                    null,
                    trainer.LearningRate,
                    seconds,
                    stage.WindowsPerEpoch / seconds,
                    $"The teacher's archive, epoch {progress.Epoch} of at most {ArchiveStage.MostEpochs}: RMSE {progress.Score:f3} on its "
                    + $"own unseen tenth."),
                cancellationToken);
            await journal.WriteCheckpointAsync(state.ToBytes(), cancellationToken);
        }

        static TrainingCheckpoint.ArchiveHeader Saved(ArchiveProgress progress) =>
            new(progress.Epoch, progress.Score, progress.BestEpoch, progress.BestScore);
    }

    private async Task<TrainingCheckpoint> BeginAsync(StudentTrainer trainer, Device device, CancellationToken cancellationToken)
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
            var score = await StudentScore.OfAsync(
                trainer.Network,
                _validation,
                source.Description,
                1,
                hideTeacher: false,
                device,
                cancellationToken);
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
        TrainingCheckpoint state,
        double loss,
        double epochSeconds,
        Device device,
        CancellationToken cancellationToken)
    {
        var epoch = state.Progress.Epoch + 1;
        var stride = Math.Max(1, _training.Count / TrainingScoreWindows);
        StudentScore training, validation;
        Dictionary<string, float[]> averaged;
        using (trainer.Optimiser.UseAverages())
        {
            training = await StudentScore.OfAsync(
                trainer.Network,
                _training,
                source.Description,
                stride,
                hideTeacher: false,
                device,
                cancellationToken);
            validation = await StudentScore.OfAsync(
                trainer.Network,
                _validation,
                source.Description,
                1,
                hideTeacher: false,
                device,
                cancellationToken);
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

    private async Task<TrainedStudent> FinishAsync(
        StudentTrainer trainer,
        TrainingCheckpoint state,
        ArchiveLesson lesson,
        StudentScaling? ofArchive,
        Device device,
        CancellationToken cancellationToken)
    {
        trainer.Network.Restore(state.Best);
        trainer.Network.Calibrate(await CalibrationFit.FitAsync(
            trainer.Network,
            _validation,
            _training.Count,
            source.Description,
            device,
            cancellationToken));
        trainer.Network.Guess(await MosBaselineFit.RenewAsync(
            trainer.Network.Scaling,
            source,
            cancellationToken,
            ofArchive?.WithoutTeacher,
            settings.RegressionHalfLifeDays));
        var lineage = StudentLineages.Of(
            trainer.Network,
            source.Description,
            settings,
            state.Progress.Epoch,
            state.Progress.BestEpoch,
            ParentId)
            with { Archive = LessonLearned.Of(lesson, trainer.Network.Scaling, source.Description, state.Progress.Archive?.Epoch ?? 0) };
        var onnx = OnnxStudent.Write(trainer.Network, lineage);
        var parity = await ParitySampling.TakeAsync(trainer.Network, source, device, cancellationToken);
        return new TrainedStudent(
            onnx,
            parity,
            state.ToBytes(),
            state.Progress.Epoch,
            state.Progress.BestEpoch,
            state.Progress.BestScore,
            state.Progress.Seconds,
            device.type == TorchSharp.DeviceType.CUDA ? "cuda" : "cpu");
    }
}
