using WeatherKd.Alarms;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Ingestion.Sweep;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Series;

namespace WeatherKd.Watch;

/// <summary>What the watchers look at: the last <see cref="Days"/> days, as they are known now.</summary>
/// <param name="Now">The time of looking.</param>
/// <param name="Model">The numerical model of the student in service.</param>
/// <param name="Observations">One grid a station.</param>
/// <param name="Teacher">The runs at each station.</param>
/// <param name="Skill">The rolling scores; null where none were computed.</param>
/// <param name="Inputs">What the student in service was trained on; null where there is no student.</param>
public sealed record WatchedRecord(
    DateTimeOffset Now,
    string? Model,
    IReadOnlyList<HourlyObservations> Observations,
    IReadOnlyList<TeacherRuns> Teacher,
    RollingScores? Skill,
    InputDistribution? Inputs)
{
    /// <summary>What made each run, as its files state it; runs whose files do not are left out.</summary>
    public IReadOnlyDictionary<DateTimeOffset, IReadOnlyList<string>> Versions { get; init; } =
        new Dictionary<DateTimeOffset, IReadOnlyList<string>>();

    /// <summary>When stations and models were last heard of, also before the days that are read; null where that is not known.</summary>
    public Sightings? Seen { get; init; }

    /// <summary>Runs of any model of which something was flagged or refused, newest first.</summary>
    public IReadOnlyList<FlaggedRun> Flagged { get; init; } = [];

    /// <summary>Files that arrived and keep failing, by container.</summary>
    public IReadOnlyList<UnhandledFiles> Unhandled { get; init; } = [];

    /// <summary>Days of record that are read.</summary>
    public const int Days = 40;
}

/// <summary>Looks for one kind of trouble.</summary>
public interface IWatcher
{
    /// <summary>The kind.</summary>
    AlarmKind Kind { get; }

    /// <summary>What is wrong now; empty where nothing is.</summary>
    IEnumerable<Alarm> Look(WatchedRecord record);
}
