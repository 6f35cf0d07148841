using System.Text.Json.Serialization;
using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>
/// What a dataset of training windows holds; stored beside the windows as <c>dataset.json</c>, written last.
/// A window is one forecast origin at one station: 48 h of observations up to the origin, the teacher as it was
/// known at the origin over history and horizon, and the observations of the horizon as targets.
/// </summary>
public sealed record DatasetDescription : WindowShape
{
    /// <summary>Hash of the segments that went in and of the alignment rule; equal inputs give equal ids.</summary>
    public required string Id { get; init; }

    /// <summary>The numerical model that is the teacher.</summary>
    public required string Model { get; init; }

    /// <summary>How the origins were divided.</summary>
    public required DatasetSplit Split { get; init; }

    /// <summary>Windows of each part.</summary>
    public required IReadOnlyDictionary<DatasetPart, int> WindowCounts { get; init; }

    /// <summary>
    /// Share of the teacher's values that its checks had flagged and that were left out, 0 to 1; 0 in datasets of before there were checks.
    /// </summary>
    public double FlaggedShare { get; init; }

    /// <summary>The teacher's own series beside the windows; null where there is none.</summary>
    public TeacherArchiveDescription? Archive { get; init; }

    /// <summary>Hours of the day on which its forecast origins lie, as <see cref="AlignmentOptions.OriginEveryHours"/>.</summary>
    public int OriginEveryHours { get; init; } = 3;

    /// <summary>How often the share of windows that are kept was halved (<see cref="WindowShare"/>); 0 where all are.</summary>
    public int Halvings { get; init; }

    /// <summary>Run times of the newest teacher run that went in; null where the dataset has no teacher.</summary>
    public DateTimeOffset? NewestRun { get; init; }
}

/// <summary>The parts of a dataset. No observation of one part's targets may have been learned from when the next part is scored.</summary>
public enum DatasetPart
{
    /// <summary>What the network learns from.</summary>
    Training,

    /// <summary>What early stopping and tuning look at: the last of the training origins, 48 h after the part before.</summary>
    Validation,

    /// <summary>What only the verdict looks at: the recent window in production, the hold-out in an experiment.</summary>
    Verification,
}

/// <summary>The division of forecast origins in time; bounds are inclusive.</summary>
/// <param name="FirstOrigin">First training origin.</param>
/// <param name="TrainingEnd">Last training origin.</param>
/// <param name="ValidationStart">First validation origin, at least 48 h after <paramref name="TrainingEnd"/>.</param>
/// <param name="ValidationEnd">Last validation origin.</param>
/// <param name="VerificationStart">First verification origin, at least 48 h after <paramref name="ValidationEnd"/>.</param>
/// <param name="LastOrigin">Last verification origin.</param>
public sealed record DatasetSplit(
    Hour FirstOrigin,
    Hour TrainingEnd,
    Hour ValidationStart,
    Hour ValidationEnd,
    Hour VerificationStart,
    Hour LastOrigin)
{
    /// <summary>
    /// Last hour of which the teacher's series may speak: none of which validation or verification see a target, so that the choice whether
    /// and how far to learn from the series is not made on what it has told already.
    /// </summary>
    [JsonIgnore]
    public Hour ArchiveEnd => Hour.Min(ValidationStart, VerificationStart - 24);

    /// <summary>The part that an origin belongs to; null in the gaps, before the first origin and after the last.</summary>
    public DatasetPart? PartOf(Hour origin) => origin switch
    {
        _ when origin < FirstOrigin || origin > LastOrigin => null,
        _ when origin <= TrainingEnd => DatasetPart.Training,
        _ when origin >= ValidationStart && origin <= ValidationEnd => DatasetPart.Validation,
        _ when origin >= VerificationStart => DatasetPart.Verification,
        _ => null,
    };
}
