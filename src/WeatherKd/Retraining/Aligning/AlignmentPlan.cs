using System.Text.Json.Serialization;
using WeatherKd.Alignment;
using WeatherKd.Storage;

namespace WeatherKd.Retraining.Aligning;

/// <summary>
/// How a record is aligned: which shards of stations, which months, which segments. Stored in the dataset's folder as <c>plan.json</c>, so
/// that nothing that passes between the steps of a retraining grows with the record.
/// </summary>
public sealed record AlignmentPlan
{
    /// <summary>Name of the plan in the dataset's folder.</summary>
    public const string Name = "plan.json";

    /// <summary>The dataset as far as it is known before its windows are: without their counts and the share of flagged values.</summary>
    public required DatasetDescription Dataset { get; init; }

    /// <summary>Lengths, step and division.</summary>
    public required AlignmentOptions Options { get; init; }

    /// <summary>What the record spans.</summary>
    public required RecordSpan Span { get; init; }

    /// <summary>Columns of all runs, which decide what variables are derived from.</summary>
    public required IReadOnlyList<string> TeacherColumns { get; init; }

    /// <summary>Longest lead time of a run, in h.</summary>
    public required int LongestLead { get; init; }

    /// <summary>Shards of stations.</summary>
    public required IReadOnlyList<StationRange> Shards { get; init; }

    /// <summary>
    /// Spans of hours with windows or the teacher's series, ascending. Plans of before had whole months, under that name.
    /// </summary>
    [JsonPropertyName("months")]
    public required IReadOnlyList<PlannedSpan> Spans { get; init; }

    /// <summary>Segments of observations, by name.</summary>
    public required IReadOnlyList<SurveyedSegment> Observed { get; init; }

    /// <summary>Segments of runs, by name.</summary>
    public required IReadOnlyList<SurveyedSegment> Issued { get; init; }
}
