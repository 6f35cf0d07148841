using System.ComponentModel.DataAnnotations;
using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Settings;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Retraining;

/// <summary>When and how retraining happens. Configuration section <c>Retraining</c>.</summary>
public sealed class RetrainingOptions : IValidatableObject
{
    /// <summary>
    /// Quiet time after the last complete run before training starts, so that a backfill is one training. Default 1 min, range 0–24 h.
    /// </summary>
    [TimeRange("00:00:00", "1.00:00:00")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest time that new runs can put training off. Default 1 h, range ≥ <see cref="SettleTime"/>.</summary>
    [TimeRange("00:00:00")]
    public TimeSpan LongestSettleTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Least time between two trainings of a model. Default 0, range ≥ 0: each complete run trains.</summary>
    [TimeRange("00:00:00")]
    public TimeSpan CoolDown { get; set; } = TimeSpan.Zero;

    /// <summary>Time limit of a training job over all its tries. Default 6 h, range ≥ 1 min.</summary>
    [TimeRange("00:01:00")]
    public TimeSpan TrainingTimeLimit { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How often a training job is asked for its state when no event tells. Default 1 min, range 0.1 s – 1 day.</summary>
    [TimeRange("00:00:00.1", "1.00:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a job that died is started again from its checkpoint. Default 4, range 0–20.</summary>
    [Range(0, 20)]
    public int MaximumRestarts { get; set; } = 4;

    /// <summary>
    /// Waits before a job that died without any progress is started again, one for each such death in a row, the last one for all further.
    /// Null for 1, 5, 15 and 30 minutes: a GPU that is refused is refused for minutes
    /// (github.com/microsoft/azure-container-apps/issues/1511). Default null (embedded host: none), range 0–24 h each.
    /// </summary>
    [TimeRange("00:00:00", "1.00:00:00")]
    public IReadOnlyList<TimeSpan>? RestartWaits { get; set; }

    internal static IReadOnlyList<TimeSpan> DefaultRestartWaits { get; } =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30)];

    /// <summary>How students use their teacher. Default guided.</summary>
    public TrainingJobs.StudentVariant Variant { get; set; } = TrainingJobs.StudentVariant.Guided;

    /// <summary>How students are trained.</summary>
    public TrainingSettings Training { get; set; } = new();

    /// <summary>
    /// Whether a retraining starts from the champion's weights where their training ended before the verification window. Default true.
    /// </summary>
    public bool WarmStart { get; set; } = true;

    /// <summary>
    /// Most epochs of a retraining that starts from the champion's weights; null as many as of any other. Default null, range 1–1000.
    /// </summary>
    [Range(1, 1000)]
    public int? WarmStartEpochs { get; set; }

    /// <summary>Fewest training windows for a training. Default 200, range ≥ 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumWindows { get; set; } = 200;

    /// <summary>
    /// The same where the numerical model's own runs span a season, 90 days: a student learns from them first, and few days of observations
    /// correct what they taught. Never more than <see cref="MinimumWindows"/>. Default 16, range ≥ 16.
    /// </summary>
    [Range(TeacherArchiveDescription.FewestWindows, int.MaxValue)]
    public int MinimumWindowsWithArchive { get; set; } = TeacherArchiveDescription.FewestWindows;

    /// <summary>Fewest training windows beside an archive, with the setting that says so.</summary>
    internal NeededWindows NeededBeside(TeacherArchiveDescription? archive) =>
        Training.Archive == ArchiveUse.Auto && archive is { IsLongEnough: true } && MinimumWindowsWithArchive < MinimumWindows
            ? new NeededWindows(MinimumWindowsWithArchive, $"Retraining:{nameof(MinimumWindowsWithArchive)}")
            : new NeededWindows(MinimumWindows, $"Retraining:{nameof(MinimumWindows)}");

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LongestSettleTime < SettleTime)
        {
            yield return new ValidationResult(
                $"is {SettingRange.Format(LongestSettleTime)}; it must be at least SettleTime, {SettingRange.Format(SettleTime)}",
                [nameof(LongestSettleTime)]);
        }
    }
}
