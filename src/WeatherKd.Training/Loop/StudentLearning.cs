using System.Text.Json;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Loop;

/// <summary>
/// The epochs of one student, until the validation part stops improving: a checkpoint after each, a step back after a divergence.
/// </summary>
/// <param name="parts">What all students of a training share.</param>
/// <param name="variant">How it uses its teacher.</param>
/// <param name="settings">How to train, the seed included.</param>
/// <param name="journal">Told of each epoch.</param>
internal sealed class StudentLearning(TrainingParts parts, StudentVariant variant, TrainingSettings settings, ITrainingJournal journal)
    : IDisposable
{
    /// <summary>Divergences after which training gives up: each has halved the step.</summary>
    private const int MostRollbacks = 4;

    /// <summary>A mean loss this many times the first epoch's counts as exploded.</summary>
    private const double ExplodedLoss = 10;

    private readonly StudentTrainer _trainer = new(parts.Description, variant, settings, parts.Scaling, parts.Device);

    /// <summary>The student's network, with the weights of the last step.</summary>
    public StudentNetwork Network => _trainer.Network;

    /// <summary>Checkpoint of the student to start from; null starts cold.</summary>
    public byte[]? ParentCheckpoint { get; init; }

    /// <summary>Id of that student, for the lineage.</summary>
    public string? ParentId { get; init; }

    /// <summary>Students whose mean it learns besides; null as a rule.</summary>
    public StudentEnsemble? Ensemble { get; init; }

    /// <summary>Where weights pretrained on the archive are kept; null pretrains each time.</summary>
    public IPretrainedStore? Pretrained { get; init; }

    /// <summary>Under whose settings its pretrained weights are kept: the members of an ensemble share one.</summary>
    public required TrainingSettings PretrainingSettings { get; init; }

    /// <summary>Measures wall time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Trains, from the journal's checkpoint if it has one of this very student.</summary>
    /// <returns>The last state, with the weights of the best epoch.</returns>
    /// <exception cref="UnusableDatasetException">The data cannot be trained on.</exception>
    /// <exception cref="TrainingDivergedException">The loss exploded again and again.</exception>
    public async Task<TrainingCheckpoint> LearnAsync(CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        var state = await BeginAsync(cancellationToken);
        if (parts.OfArchive is not null
            && state.Progress.Epoch == 0
            && ParentCheckpoint is null
            && ArchiveStage.Taught(parts.Scaling).Contains(true))
        {
            var key = PretrainedWeights.KeyOf(parts.Description, variant, PretrainingSettings, parts.Scaling);
            var teaching = new ArchiveTeaching(_trainer, parts.Scores, journal, parts.Device, key, parts.Description.Stations)
            {
                Pretrained = Pretrained,
                Time = Time,
            };
            var stage = new ArchiveStage(parts.Pretraining.Windows!, parts.OfArchive, parts.Scaling, settings);
            state = await teaching.LearnAsync(stage, parts.Pretraining.Archive!, state, cancellationToken);
        }

        _trainer.Several = Ensemble;
        var epochs = ArchiveStage.EpochsOfObservations(settings, parts.Scaling, parts.OfArchive);
        var secondsBefore = state.Progress.Seconds;
        while (state.Progress.Epoch < epochs && !state.Progress.Stopping.IsOver(state.Progress.Epoch, settings.Patience))
        {
            var epochStarted = Time.GetTimestamp();
            var loss = await TrainEpochAsync(state.Progress.Epoch + 1, state.Progress.FirstLoss, cancellationToken);
            if (loss is null)
            {
                state = RollBack(state);
                await journal.ReportAsync(Divergence(state), cancellationToken);
                continue;
            }

            var epochSeconds = Time.GetElapsedTime(epochStarted).TotalSeconds;
            var (next, progress) = await ScoreAsync(state, loss.Value, epochSeconds, cancellationToken);
            state = next with { Progress = next.Progress with { Seconds = secondsBefore + Time.GetElapsedTime(started).TotalSeconds } };

            // In this order: a job killed in between trains the epoch again, and the journal knows its line already. The other way round
            // the line would be lost.
            await journal.ReportAsync(progress, cancellationToken);
            await journal.WriteCheckpointAsync(state.ToBytes(), cancellationToken);
        }

        _trainer.ForgetReadings();
        return state;
    }

    /// <inheritdoc/>
    public void Dispose() => _trainer.Dispose();

    private async Task<TrainingCheckpoint> BeginAsync(CancellationToken cancellationToken)
    {
        var key = JsonSerializer.Serialize(new { variant, settings, parts.Description.Id, ParentId });
        if (await journal.ReadCheckpointAsync(cancellationToken) is { } bytes
            && TrainingCheckpoint.FromBytes(bytes) is var saved
            && saved.Progress.Key == key)
        {
            Resume(saved);
            return saved;
        }

        var header = new TrainingCheckpoint.Header(key, parts.Description.Stations, 0, 0, 1, 0, 0, double.PositiveInfinity, null, 0);
        if (ParentCheckpoint is not null)
        {
            var parent = TrainingCheckpoint.FromBytes(ParentCheckpoint);
            ParentWeights.Take(parent, _trainer, parts.Description.Stations);
            var score = await parts.Scores.OnValidationAsync(_trainer.Network, cancellationToken);
            header = header.With(EarlyStopping.From(score)) with
            {
                Steps = _trainer.Optimiser.Steps,
                TaughtBy = parent.Progress.TaughtBy,
            };
        }

        return new TrainingCheckpoint { Progress = header, Trainer = _trainer.Snapshot(), Best = _trainer.Network.Snapshot() };
    }

    private async Task<double?> TrainEpochAsync(int epoch, double? firstLoss, CancellationToken cancellationToken)
    {
        var random = _trainer.BeginEpoch(epoch, parts.Training);
        await foreach (var windows in parts.Training.EpochAsync(settings.BatchSize, random, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _trainer.Step(windows, random);
        }

        var loss = _trainer.TakeMeanLoss();
        return double.IsFinite(loss) && loss < ExplodedLoss * (firstLoss ?? double.MaxValue) ? loss : null;
    }

    private async Task<(TrainingCheckpoint State, TrainingProgress Progress)> ScoreAsync(
        TrainingCheckpoint state,
        double loss,
        double epochSeconds,
        CancellationToken cancellationToken)
    {
        var epoch = state.Progress.Epoch + 1;
        StudentScore training, validation;
        Dictionary<string, float[]> averaged;
        using (_trainer.Optimiser.UseAverages())
        {
            training = await parts.Scores.OnTrainingAsync(_trainer.Network, cancellationToken);
            validation = await parts.Scores.OnValidationAsync(_trainer.Network, cancellationToken);
            averaged = _trainer.Network.Snapshot();
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
            Steps = _trainer.Optimiser.Steps,
            StepScale = _trainer.StepScale,
            FirstLoss = state.Progress.FirstLoss ?? loss,
        };
        return (
            new TrainingCheckpoint { Progress = header, Trainer = _trainer.Snapshot(), Best = isBest ? averaged : state.Best },
            new TrainingProgress(
                epoch,
                double.IsNaN(training.Normalised) ? null : training.Normalised,
                validation.Normalised,
                _trainer.LearningRate,
                epochSeconds,
                parts.Training.Count / epochSeconds));
    }

    private TrainingCheckpoint RollBack(TrainingCheckpoint lastGood)
    {
        var rollbacks = lastGood.Progress.Rollbacks + 1;
        if (rollbacks > MostRollbacks)
        {
            throw new TrainingDivergedException(
                $"Training diverged {rollbacks} times after epoch {lastGood.Progress.Epoch}, the last time with a step size of "
                + $"{_trainer.LearningRate:g3}. Lower the learning rate (now {settings.LearningRate:g3}) or look for wild values among the "
                + $"observations.");
        }

        var state = lastGood with
        {
            Progress = lastGood.Progress with { Rollbacks = rollbacks, StepScale = lastGood.Progress.StepScale / 2 },
        };
        Resume(state);
        return state;
    }

    private TrainingProgress Divergence(TrainingCheckpoint state) => new(
        state.Progress.Epoch,
        null,
        null,
        _trainer.LearningRate,
        0,
        0,
        $"The loss exploded in epoch {state.Progress.Epoch + 1}; back to the end of epoch {state.Progress.Epoch} with half the step.");

    private void Resume(TrainingCheckpoint state)
    {
        _trainer.Restore(state.Trainer, state.Progress.Steps);
        _trainer.StepScale = state.Progress.StepScale;
    }
}
