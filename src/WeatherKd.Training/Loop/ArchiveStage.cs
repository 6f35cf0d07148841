using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// The network's pretraining on the teacher's archive: epochs over its windows until its own unseen tenth no longer improves. What was
/// learned is then where the network begins with the observations, and what its weights are held back towards. Only variables whose
/// regression is better with the archive are taught.
/// </summary>
internal sealed class ArchiveStage(ArchiveWindows archive, StudentScaling ofArchive, StudentScaling scaling, TrainingSettings settings)
{
    /// <summary>Most epochs over the archive.</summary>
    public const int MostEpochs = 12;

    /// <summary>Epochs without a gain after which it ends.</summary>
    private const int Patience = 2;

    /// <summary>Least share by which an epoch must lower the error to count as a gain.</summary>
    private const double LeastGain = 0.002;

    /// <summary>Windows of the unseen tenth that are scored.</summary>
    private const int ScoredWindows = 2048;

    /// <summary>Steps with observations are smaller by this: what the archive taught is to be corrected, not forgotten.</summary>
    private const double StepShare = 0.3;

    private readonly ShuffledWindows _training = new(archive, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes);
    private readonly ShuffledWindows _validation = new(archive, DatasetPart.Validation, ShuffledWindows.DefaultPoolBytes / 4);

    /// <summary>Windows of one epoch.</summary>
    public int WindowsPerEpoch => _training.Count;

    /// <summary>Which targets the archive may teach: those whose regression is held back towards it.</summary>
    public static bool[] Taught(StudentScaling scaling) => [.. scaling.WithoutTeacher.Choices.Select(c => c.Prior == PriorKind.Archive)];

    /// <summary>
    /// Epochs over the observations. None where these are few beside an archive: at earlier times of kma_seosan each one made the network
    /// worse with 14 and 30 days, whether or not it read the teacher, and what the few days of validation choose among them is chance.
    /// </summary>
    /// <param name="settings">How many there are otherwise.</param>
    /// <param name="scaling">The scaling with the observations' regression.</param>
    /// <param name="ofArchive">The scaling with the archive's own; null where there is none.</param>
    public static int EpochsOfObservations(TrainingSettings settings, StudentScaling scaling, StudentScaling? ofArchive) =>
        ofArchive is not null && TargetRegressions.IsShortBeside(ofArchive.WithoutTeacher, scaling.WithoutTeacher.Days)
            ? 0
            : settings.Epochs;

    /// <summary>Teaches a network that has learned nothing yet.</summary>
    /// <param name="trainer">The trainer with its first weights.</param>
    /// <param name="progress">Where an earlier execution stopped.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="report">Told of each epoch, with what is needed to go on after it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ArchiveProgress> RunAsync(
        StudentTrainer trainer,
        ArchiveProgress progress,
        Device device,
        Func<ArchiveProgress, Task> report,
        CancellationToken cancellationToken)
    {
        await _training.KeepIfSmallAsync(cancellationToken);
        await _validation.KeepIfSmallAsync(cancellationToken);
        trainer.BeginArchive(archive.Description, ofArchive, Taught(scaling));
        while (progress.Epoch < MostEpochs && progress.Epoch - progress.BestEpoch < Patience)
        {
            var epoch = progress.Epoch + 1;
            var random = trainer.BeginEpoch(-epoch, _training);
            await foreach (var windows in _training.EpochAsync(settings.BatchSize, random, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                trainer.Step(windows, random);
            }

            var loss = trainer.TakeMeanLoss();
            if (!double.IsFinite(loss))
            {
                throw new TrainingDivergedException(
                    $"Training on the teacher's archive diverged in epoch {epoch}. Lower the learning rate (now "
                    + $"{settings.LearningRate:g3}) or set Archive=off.");
            }

            using (trainer.Optimiser.UseAverages())
            {
                var score = await StudentScore.OfAsync(
                    trainer.Network,
                    _validation,
                    archive.Description,
                    Math.Max(1, _validation.Count / ScoredWindows),
                    hideTeacher: false,
                    device,
                    cancellationToken);
                var isBest = progress.Best.Count == 0 || score.Normalised < (1 - LeastGain) * progress.BestScore;
                progress = progress with
                {
                    Epoch = epoch,
                    Score = score.Normalised,
                    BestEpoch = isBest ? epoch : progress.BestEpoch,
                    BestScore = isBest ? score.Normalised : progress.BestScore,
                    Best = isBest ? trainer.Network.Snapshot() : progress.Best,
                };
            }

            await report(progress);
        }

        Take(trainer, progress.Best, ofArchive.WithoutTeacher.Residual);
        return progress;
    }

    /// <summary>Begins with the observations at what the archive has taught.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="pretrained">Learned in an earlier training.</param>
    public void Take(StudentTrainer trainer, PretrainedWeights pretrained)
    {
        trainer.Optimiser.ContinueFromHere(pretrained.Steps);
        Take(trainer, pretrained.Progress.Best, pretrained.Residual);
    }

    /// <summary>The weights as they are kept for later trainings.</summary>
    public PretrainedWeights Keep(TeacherArchiveDescription made, ArchiveProgress progress, int steps) =>
        new(made, progress, ofArchive.WithoutTeacher.Residual, steps);

    private void Take(StudentTrainer trainer, IReadOnlyDictionary<string, float[]> taught, float[] residual)
    {
        var weights = taught.ToDictionary(w => w.Key, w => (float[])w.Value.Clone(), StringComparer.Ordinal);

        // The correction was learned in units of the archive's residual; in the variable's unit it stays what it is.
        foreach (var name in new[] { "direct.weight", "direct.bias" })
        {
            for (var at = 0; at < weights[name].Length; at++)
            {
                var target = at % scaling.TargetScale.Length;
                weights[name][at] *= residual[target] / scaling.WithoutTeacher.Residual[target];
            }
        }

        trainer.Network.Restore(weights);
        trainer.BeginObservations(scaling, StepShare);
    }
}

/// <summary>How far the pretraining has come.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Score">Normalised RMSE on the archive's unseen tenth after the last.</param>
/// <param name="BestEpoch">Epoch of <paramref name="Best"/>.</param>
/// <param name="BestScore">Its score.</param>
/// <param name="Best">Averaged weights of the best epoch; empty before the first.</param>
internal sealed record ArchiveProgress(int Epoch, double Score, int BestEpoch, double BestScore, IReadOnlyDictionary<string, float[]> Best)
{
    /// <summary>Before the first epoch.</summary>
    public static ArchiveProgress None { get; } = new(0, 0, 0, 0, new Dictionary<string, float[]>(StringComparer.Ordinal));
}
