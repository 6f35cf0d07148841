using WeatherKd.NumericalModels.Intervals;

namespace WeatherKd.Recent;

/// <summary>
/// Which model rows serving can need: those valid in the 72 h before the newest observation or later, of runs that may start until shortly
/// after it. It hangs on the newest observation, not on the newest run and not on the clock: runs may be years ahead of the observations
/// while a history is read in.
/// </summary>
/// <param name="NewestObservation">
/// Newest observation of any station in the snapshot; null where there is none yet, and the newest run decides.
/// </param>
public sealed record RecentWindow(DateTimeOffset? NewestObservation)
{
    /// <summary>
    /// Hours after the newest observation in which a run may start and still be held: the observations of the next two days find their runs
    /// here.
    /// </summary>
    public const int AheadHours = 48;

    /// <summary>Rows must be valid after this.</summary>
    public DateTimeOffset? ValidAfter => NewestObservation?.AddHours(-RecentSnapshot.Hours);

    /// <summary>
    /// Rows that are valid after this may be parts of rows valid after <see cref="ValidAfter"/>: amounts that are subtracted.
    /// </summary>
    public DateTimeOffset? PartsAfter => ValidAfter?.AddHours(-HourPlanner.ReachHours);

    /// <summary>Latest start of a run.</summary>
    public DateTimeOffset? LatestRun => NewestObservation?.AddHours(AheadHours);
}

/// <summary>
/// <c>hot/teacher/&lt;model&gt;/held.json</c>: of which part of a model's stored rows the snapshot holds all. What is missing is read from
/// the store again when the observations come to it.
/// </summary>
/// <param name="ValidAfter">All rows valid after this are held, if their run started until <paramref name="LatestRun"/>.</param>
/// <param name="LatestRun">Start of the latest run of which that is so; null where no later one was left out.</param>
/// <param name="LeftOut">
/// How often rows of later runs were left out: whoever reads the store again notices those left out meanwhile.
/// </param>
internal sealed record HeldRuns(DateTimeOffset ValidAfter, DateTimeOffset? LatestRun, int LeftOut)
{
    /// <summary>Whether a forecast from the newest observation finds here all that is stored for it.</summary>
    public bool Suffice(RecentWindow window) =>
        window.NewestObservation is not { } newest
            || (ValidAfter <= window.ValidAfter && (LatestRun is not { } latest || latest >= newest));
}
