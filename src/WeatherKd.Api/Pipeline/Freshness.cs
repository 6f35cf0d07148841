using WeatherKd.Api.Forecasts;
using WeatherKd.Recent;
using WeatherKd.Series;

namespace WeatherKd.Api.Pipeline;

/// <summary>
/// The age of the data that the service forecasts from. It does not expire: a feed that stopped a year ago is reported as one that stopped
/// today.
/// </summary>
/// <param name="NewestObservation">Hour of the newest observation at any station; null where there is none.</param>
/// <param name="NewestRun">Newest run of the numerical model of the student in service, of any model where there is no student; null where
/// there is none.</param>
/// <param name="ObservationAgeHours">Whole hours since then.</param>
/// <param name="RunAgeHours">Whole hours since that run started.</param>
internal sealed record Freshness(DateTimeOffset? NewestObservation, DateTimeOffset? NewestRun, int? ObservationAgeHours, int? RunAgeHours)
{
    /// <summary>Age from which on runs have stopped: models run at least once a day, and may come a day late.</summary>
    private const int StaleRunHours = 48;

    /// <summary>Whether observations have stopped, or runs have.</summary>
    public bool Stale => StaleObservations is not null || StaleRuns is not null;

    /// <summary>What is wrong with the observations, in a sentence; null where nothing is.</summary>
    internal string? StaleObservations => ObservationAgeHours >= ForecastAnswer.StaleHours
        ? $"No observation has come for {Words(ObservationAgeHours.Value)}: the newest is of {NewestObservation:yyyy-MM-dd HH:mm} UTC. "
            + "Forecasts begin there. Look at what delivers the files."
        : null;

    /// <summary>What is wrong with the runs, in a sentence; null where nothing is.</summary>
    internal string? StaleRuns => RunAgeHours >= StaleRunHours
        ? $"No run of the numerical model has come for {Words(RunAgeHours.Value)}: the newest started at "
            + $"{NewestRun:yyyy-MM-dd HH:mm} UTC. Look at what delivers the files."
        : null;

    /// <summary>What is known in a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="model">The numerical model of the student in service; null where there is none, for any.</param>
    /// <param name="now">The time.</param>
    public static Freshness Of(RecentView view, string? model, DateTimeOffset now)
    {
        var run = (model is null ? view.Models : [model])
            .Max(m => view.Stations.Max(s => view.Teacher(m, s)?.RunHours is { Count: > 0 } runs ? runs[^1] : (Hour?)null));
        return new Freshness(TimeOf(view.NewestHour), TimeOf(run), AgeOf(view.NewestHour, now), AgeOf(run, now));
    }

    private static DateTimeOffset? TimeOf(Hour? hour) => hour?.ToTime();

    private static int? AgeOf(Hour? hour, DateTimeOffset now) => hour is { } h ? Math.Max(0, Hour.Floor(now) - h) : null;

    private static string Words(int hours) => hours < 72 ? $"{hours} h" : $"{hours / 24} days";
}
