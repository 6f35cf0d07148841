using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Network;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Loop;

/// <summary>
/// A network after the archive and before the observations. A file of <see cref="TrainingCheckpoint"/>, whose header names the archive.
/// </summary>
/// <param name="Archive">The archive that taught it.</param>
/// <param name="Progress">How long it took, and the weights.</param>
/// <param name="Residual">
/// Residuals of the archive's regression, the units in which its correction was learned. Shape <c>[target]</c>.
/// </param>
/// <param name="Steps">Steps made.</param>
internal sealed record PretrainedWeights(TeacherArchiveDescription Archive, ArchiveProgress Progress, float[] Residual, int Steps)
{
    private const string ResidualName = "residual";

    /// <summary>
    /// What they depend on but for the runs themselves: model, stations, variables, network, optimiser, seed and the variables taught.
    /// </summary>
    public static string KeyOf(DatasetDescription description, StudentVariant variant, TrainingSettings settings, StudentScaling scaling)
    {
        var made = new
        {
            description.Model,
            description.Stations,
            description.Inputs,
            description.TeacherVariables,
            description.Targets,
            description.HistoryHours,
            description.HorizonHours,
            variant,
            settings = settings with
            {
                Epochs = 0,
                Patience = 0,
                EnsembleSize = 1,
                TeacherWeight = 0,
                HiddenTeacherShare = 0,
                RegressionHalfLifeDays = 0,
            },
            scaling.UsesDayOfYear,
            Taught = ArchiveStage.Taught(scaling),
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(made))))[..32];
    }

    /// <summary>The bytes kept.</summary>
    public byte[] ToBytes(string key, IReadOnlyList<string> stations) => new TrainingCheckpoint
    {
        Progress = new TrainingCheckpoint.Header(key, stations, 0, Steps, 1, 0, 0, Progress.BestScore, null, 0)
        {
            Archive = new TrainingCheckpoint.ArchiveHeader(Progress.Epoch, Progress.Score, Progress.BestEpoch, Progress.BestScore),
            TaughtBy = Archive,
        },
        Trainer = new Dictionary<string, float[]>(StringComparer.Ordinal) { [ResidualName] = Residual },
        Best = Progress.Best,
    }.ToBytes();

    /// <summary>Reads what was kept; null where it is of another version or damaged: it is then learned again.</summary>
    public static PretrainedWeights? FromBytes(byte[] bytes)
    {
        try
        {
            var state = TrainingCheckpoint.FromBytes(bytes);
            return state.Progress is { Archive: { } progress, TaughtBy: { } archive }
                && state.Trainer.TryGetValue(ResidualName, out var residual)
                ? new PretrainedWeights(
                    archive,
                    new ArchiveProgress(progress.Epoch, progress.Score, progress.BestEpoch, progress.BestScore, state.Best),
                    residual,
                    state.Progress.Steps)
                : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
