using WeatherKd.Alignment;
using WeatherKd.Forecasting;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Api.Pipeline;

/// <summary>What an operator must look at now, worked out from the state of things, so that an alarm ends when its cause does.</summary>
internal sealed class Alarms(ChampionSession champion, HotStore hot, IWorkflowClient workflows)
{
    private const int SilenceHours = 6;
    private const int NamedStations = 10;

    public async Task<IReadOnlyList<Alarm>> RaisedAsync(CancellationToken cancellationToken)
    {
        var raised = new List<Alarm>();
        try
        {
            using var student = await champion.BorrowAsync(cancellationToken);
            if (student.Fault is { } fault)
            {
                raised.Add(new Alarm("champion-damaged", $"Student {student.Student} serves in place of the champion. {fault}"));
            }
        }
        catch (NoChampionException e)
        {
            raised.Add(new Alarm("no-student", e.Message));
        }

        raised.AddRange(Silent(await hot.ViewAsync(cancellationToken)));
        var ended = (await workflows.ListAsync(20, cancellationToken)).FirstOrDefault(r => r.State != WorkflowState.Running && r.Outcome?.Verdict != RetrainingVerdict.Coalesced);
        if (ended is { State: WorkflowState.Failed } or { Outcome.Verdict: RetrainingVerdict.Failed })
        {
            raised.Add(new Alarm("retraining-failed", $"The newest retraining, {ended.Id}, failed: {ended.Failure ?? string.Join("; ", ended.Outcome!.Reasons)}"));
        }

        return raised;
    }

    /// <summary>Stations are silent compared with the others: if all are, there is one cause, and the age of the newest observation tells of it.</summary>
    private static IEnumerable<Alarm> Silent(HotView view)
    {
        var silent = view.Stations.Where(s => view.NewestHour - view.Observations(s)?.NewestHour() > SilenceHours).ToList();
        if (silent.Count > 0)
        {
            var more = silent.Count > NamedStations ? $" and {silent.Count - NamedStations} more" : string.Empty;
            yield return new Alarm(
                "stations-silent",
                $"Silent for more than {SilenceHours} h while others report: {string.Join(", ", silent.Take(NamedStations))}{more}. Newest observation anywhere: {HourIndex.ToTime(view.NewestHour!.Value):u}.");
        }
    }
}

/// <summary>Something to look at.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Message">What, for people.</param>
internal sealed record Alarm(string Kind, string Message);
