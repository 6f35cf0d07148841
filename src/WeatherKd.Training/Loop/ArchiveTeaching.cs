using WeatherKd.Series;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// The teacher's archive in a training: taught epoch by epoch, or taken from an earlier training of the same model and stations that has
/// kept what it learned.
/// </summary>
/// <param name="trainer">The trainer with its first weights.</param>
/// <param name="scores">Scores on the observations.</param>
/// <param name="journal">Told of each epoch.</param>
/// <param name="device">Where to compute.</param>
/// <param name="key"><see cref="PretrainedWeights.KeyOf"/> of the training.</param>
/// <param name="stations">Its stations.</param>
internal sealed class ArchiveTeaching(
    StudentTrainer trainer,
    TrainingScores scores,
    ITrainingJournal journal,
    Device device,
    string key,
    IReadOnlyList<string> stations)
{
    /// <summary>Where weights pretrained on the archive are kept; null pretrains each time.</summary>
    public IPretrainedStore? Pretrained { get; init; }

    /// <summary>Measures wall time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>
    /// The archive before the observations, a checkpoint after each of its epochs; what it leaves is what the observations' first epoch
    /// must surpass.
    /// </summary>
    /// <param name="stage">The archive's epochs.</param>
    /// <param name="made">What the archive was made from.</param>
    /// <param name="state">The run before it, or in the middle of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<TrainingCheckpoint> LearnAsync(
        ArchiveStage stage,
        TeacherArchiveDescription made,
        TrainingCheckpoint state,
        CancellationToken cancellationToken)
    {
        var before = state.Progress.Archive is { } saved
            ? new ArchiveProgress(saved.Epoch, saved.Score, saved.BestEpoch, saved.BestScore, state.Best)
            : ArchiveProgress.None;
        var started = Time.GetTimestamp();
        var (done, taughtBy) = await LearnOrTakeAsync();
        var score = await scores.OnValidationAsync(trainer.Network, cancellationToken);
        return state with
        {
            Progress = state.Progress.With(EarlyStopping.From(score)) with
            {
                Steps = trainer.Optimiser.Steps,
                StepScale = trainer.StepScale,
                Archive = Saved(done),
                TaughtBy = taughtBy,
            },
            Trainer = trainer.Snapshot(),
            Best = trainer.Network.Snapshot(),
        };

        async Task<(ArchiveProgress Progress, TeacherArchiveDescription TaughtBy)> LearnOrTakeAsync()
        {
            if (before.Epoch == 0
                && Pretrained is not null
                && await Pretrained.FindAsync(key, cancellationToken) is { } bytes
                && PretrainedWeights.FromBytes(bytes) is { } kept
                && kept.Archive.Serves(made))
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
                return (kept.Progress, kept.Archive);
            }

            var learned = await stage.RunAsync(trainer, before, device, ReportAsync, cancellationToken);
            if (Pretrained is not null)
            {
                await Pretrained.KeepAsync(
                    key,
                    stage.Keep(made, learned, trainer.Optimiser.Steps).ToBytes(key, stations),
                    cancellationToken);
            }

            return (learned, made);
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
}
