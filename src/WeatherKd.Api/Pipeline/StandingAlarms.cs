using System.Text.Json;
using WeatherKd.Alarms;
using WeatherKd.Api.Forecasts;
using WeatherKd.Forecasting;
using WeatherKd.Recent;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Watch;

namespace WeatherKd.Api.Pipeline;

/// <summary>
/// What an operator must look at now: what the watch found at its last round, and what can be seen at once from the state of things. An
/// alarm ends when its cause does.
/// </summary>
internal sealed class StandingAlarms(
    ChampionSession champion,
    RecentStore recent,
    IWorkflowClient workflows,
    WatchRound watch,
    WithheldForecasts withheld,
    FirstStudent first,
    ForecastLineage lineage,
    TimeProvider clock)
{
    private const int SilenceHours = 6;
    private const int NamedStations = 10;

    public async Task<Standing> ReadAsync(CancellationToken cancellationToken)
    {
        var watched = await watch.AlarmsAsync(cancellationToken);
        var raised = new List<RaisedAlarm>();
        string? model = null;
        try
        {
            using var student = await champion.BorrowAsync(cancellationToken);
            model = (await lineage.FindAsync(student.Student, cancellationToken)).Manifest?.Lineage.Model;
            if (student.Fault is { } fault)
            {
                raised.Add(new RaisedAlarm("champion-damaged", $"Student {student.Student} serves in place of the champion. {fault}"));
            }
        }
        catch (NoChampionException e)
        {
            raised.AddRange(Unseen(watched, NoStudentWatcher.Kind, $"{e.Message} {await first.AwaitedAsync(cancellationToken)}"));
        }

        if (withheld.Standing is { Count: > 0 } standing)
        {
            raised.AddRange(Unseen(
                watched,
                WithheldForecastWatcher.Kind,
                $"At {standing.Count} stations the newest run is not served, at {standing[0].Station} for example. "
                + standing[0].Withheld));
        }

        var seen = watched.Where(a => a.Kind == SilentStationWatcher.Kind && a.Acknowledged is not null)
            .Select(a => a.Subject)
            .ToHashSet(StringComparer.Ordinal);
        var view = await recent.ViewAsync(cancellationToken);
        var freshness = Freshness.Of(view, model, clock.GetUtcNow());
        raised.AddRange(new[] { ("observations-stale", freshness.StaleObservations), ("runs-stale", freshness.StaleRuns) }
            .Where(f => f.Item2 is not null).Select(f => new RaisedAlarm(f.Item1, f.Item2!)));
        var silent = Silent(view, seen, watched).ToList();
        raised.AddRange(silent);

        // Silent stations, and a missing student, are found above without delay; the watch reports silence too where all are silent.
        raised.AddRange(watched
            .Where(a => a.Acknowledged is null
                && a.Kind != NoStudentWatcher.Kind
                && (a.Kind != SilentStationWatcher.Kind || silent.Count == 0)
                && (a.Kind != WithheldForecastWatcher.Kind || withheld.Standing.Count == 0))
            .Select(a => new RaisedAlarm(NameOf(a.Kind), a.Message, a.Since) { Keys = [a.Key] }));
        var ended = (await workflows.ListAsync(20, cancellationToken)).FirstOrDefault(r => r.State != WorkflowState.Running
            && r.Outcome?.Verdict != RetrainingVerdict.Coalesced);
        if (ended is { State: WorkflowState.Failed } or { Outcome.Verdict: RetrainingVerdict.Failed })
        {
            raised.Add(new RaisedAlarm("retraining-failed", $"The newest retraining, {ended.Id}, failed: {ReasonOf(ended)}"));
        }

        return new Standing(freshness, raised, [.. watched.Where(a => a.Acknowledged is not null).Select(SeenAlarm.Of)]);
    }

    /// <summary>A kind of alarm as the API calls it.</summary>
    internal static string NameOf(AlarmKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.Name);

    /// <summary>What can be seen at once of something that the watch tells of too, unless an operator has seen that.</summary>
    private static IEnumerable<RaisedAlarm> Unseen(IReadOnlyList<Alarm> watched, AlarmKind kind, string message)
    {
        var told = watched.Where(a => a.Kind == kind).ToList();
        return told.Count > 0 && told.TrueForAll(a => a.Acknowledged is not null)
            ? []
            : [new RaisedAlarm(NameOf(kind), message) { Keys = [.. told.Select(a => a.Key)] }];
    }

    private static string ReasonOf(WorkflowInstance ended) =>
        ended.Failure
            ?? (ended.Outcome is { Reasons.Count: > 0 } outcome
                ? string.Join("; ", outcome.Reasons)
                : WorkflowFailure.Describe(message: null, output: null));

    /// <summary>
    /// Stations are silent compared with the others: if all are, there is one cause, and the age of the newest observation tells of it.
    /// </summary>
    private static IEnumerable<RaisedAlarm> Silent(RecentView view, HashSet<string> acknowledged, IReadOnlyList<Alarm> watched)
    {
        var silent = view.Stations
            .Where(s => !acknowledged.Contains(s) && view.NewestHour - view.Observations(s)?.NewestHour() > SilenceHours)
            .ToList();
        if (silent.Count > 0)
        {
            var more = silent.Count > NamedStations ? $" and {silent.Count - NamedStations} more" : string.Empty;
            yield return new RaisedAlarm(
                "stations-silent",
                $"Silent for more than {SilenceHours} h while others report: {string.Join(", ", silent.Take(NamedStations))}{more}. "
                + $"Newest observation anywhere: {view.NewestHour!.Value.ToTime():yyyy-MM-dd HH:mm} UTC.")
            {
                Keys = [.. watched.Where(a => a.Kind == SilentStationWatcher.Kind && silent.Contains(a.Subject)).Select(a => a.Key)],
            };
        }
    }
}

/// <summary>The state of things.</summary>
/// <param name="Freshness">How old what the service forecasts from is.</param>
/// <param name="Alarms">What must be looked at.</param>
/// <param name="Acknowledged">What stands and an operator has seen.</param>
internal sealed record Standing(Freshness Freshness, IReadOnlyList<RaisedAlarm> Alarms, IReadOnlyList<SeenAlarm> Acknowledged);

/// <summary>Something to look at.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Message">What, for people.</param>
/// <param name="Since">When the watch first found it; null for what is seen from the state of things.</param>
internal sealed record RaisedAlarm(string Kind, string Message, DateTimeOffset? Since = null)
{
    /// <summary>
    /// Names by which an operator acknowledges it; none for what the watch has not found, which ends with its cause alone.
    /// </summary>
    public IReadOnlyList<string> Keys { get; init; } = [];
}

/// <summary>An alarm that stands and that an operator has seen.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Key">Its name.</param>
/// <param name="Message">What, for people.</param>
/// <param name="Since">When the watch first found it.</param>
/// <param name="AcknowledgedAt">When it was seen.</param>
/// <param name="By">By whom.</param>
/// <param name="Reason">What they said about it; null for nothing.</param>
internal sealed record SeenAlarm(
    string Kind,
    string Key,
    string Message,
    DateTimeOffset Since,
    DateTimeOffset AcknowledgedAt,
    string By,
    string? Reason)
{
    /// <summary>An alarm that was acknowledged.</summary>
    public static SeenAlarm Of(Alarm alarm) => new(
        StandingAlarms.NameOf(alarm.Kind),
        alarm.Key,
        alarm.Message,
        alarm.Since,
        alarm.Acknowledged!.At,
        alarm.Acknowledged.By,
        alarm.Acknowledged.Reason);
}
