using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Retraining;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Variables;
using WeatherKd.Verification;
using WeatherKd.Verification.References;
using WeatherKd.Watch;

namespace WeatherKd.Replay;

/// <summary>
/// Runs the service through a history as if live, in an account of its own: observations and runs are delivered when they would have
/// arrived, retrainings go through the workflow and its steps (alignment, training job, verification, promotion gate), the student then in
/// service issues forecasts at each forecast origin, and they are archived, scored and watched. Nothing of a later time is stored in the
/// account at any time.
/// </summary>
public sealed class HistoryReplay(
    WeatherStorage storage,
    SimulatedClock clock,
    ReplayedService service,
    StudentRegistry registry,
    DatasetStore datasets,
    RollingSkill skill,
    WatchRound watch,
    WorkFolder folder,
    VariableTable variables,
    IOptions<AlignmentOptions> alignment,
    IOptions<VerificationOptions> verification,
    IServiceProvider services,
    ILogger<HistoryReplay> logger)
{
    /// <summary>Replays a history.</summary>
    /// <param name="history">The history.</param>
    /// <param name="from">When the service begins; what is older is there from the beginning. Null: with the history.</param>
    /// <param name="to">When it ends. Null: with the history.</param>
    /// <param name="every">Time between two retrainings.</param>
    /// <param name="progress">Told after each retraining.</param>
    /// <param name="cancellationToken">Stops the replay; what was replayed until then is reported.</param>
    /// <exception cref="InvalidOperationException">The span is empty, or retrainings follow each other in less than an hour.</exception>
    public async Task<ReplayReport> RunAsync(
        ReplayedHistory history,
        DateTimeOffset? from,
        DateTimeOffset? to,
        TimeSpan every,
        IProgress<ReplayedRetraining>? progress,
        CancellationToken cancellationToken)
    {
        var (begin, end) = (from ?? history.First, to ?? history.Last);
        if (end <= begin || every < TimeSpan.FromHours(1))
        {
            throw new InvalidOperationException(
                $"Nothing can be replayed from {UtcTime.Format(begin)} to {UtcTime.Format(end)} with a retraining every {every.TotalDays} "
                + $"days; the history reaches from {UtcTime.Format(history.First)} to {UtcTime.Format(history.Last)}.");
        }

        var started = clock.GetTimestamp();
        var scores = new ReplayedScores();
        var retrainings = new List<ReplayedRetraining>();
        var (forecasts, withheld) = (0L, new List<WithheldForecast>());
        var reached = begin;
        clock.Set(begin);
        await DeliverAsync(history, DateTimeOffset.MinValue, begin, cancellationToken);
        try
        {
            while (reached < end)
            {
                var next = reached + every < end ? reached + every : end;
                var (retraining, dataset) = await RetrainAsync(history, reached, cancellationToken);
                retrainings.Add(retraining);
                progress?.Report(retraining);
                var served = await ServeAsync(history, retraining.InService, dataset, scores, reached, next, cancellationToken);
                forecasts += served.Issued;
                withheld.AddRange(served.Withheld);
                clock.Set(next);
                await DeliverAsync(history, reached, next, cancellationToken);
                reached = next;
            }
        }
        catch (OperationCanceledException) when (reached > begin)
        {
            logger.LogInformation("Stopped at {Reached:u}", reached);
        }

        return new ReplayReport
        {
            From = begin,
            To = reached,
            Stopped = reached < end,
            Model = history.Model,
            RetrainEveryDays = every.TotalDays,
            Retrainings = retrainings,
            Forecasts = forecasts,
            Withheld = withheld.Count,
            WithheldForecasts = withheld,
            LargestChange = LargestChange.Of(history, begin, reached),
            Verification = scores.ToReport(history.Model, new Scoring(variables, verification.Value)),
            Seconds = clock.GetElapsedTime(started).TotalSeconds,
        };
    }

    private Task DeliverAsync(ReplayedHistory history, DateTimeOffset after, DateTimeOffset until, CancellationToken cancellationToken) =>
        history.DeliverAsync(storage, after, until, alignment.Value.DeliveryDelayHours, folder, cancellationToken);

    private async Task<(ReplayedRetraining Retraining, AlignedDataset? Dataset)> RetrainAsync(
        ReplayedHistory history,
        DateTimeOffset at,
        CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var rolling = await skill.UpdateAsync(cancellationToken);
        var alarms = await watch.RunAsync(cancellationToken);
        AlignedDataset? dataset = null;
        RetrainingOutcome outcome;
        if (history.NewestRun(at, alignment.Value.DeliveryDelayHours) is { } run)
        {
            var instance = RetrainingRequest.InstanceId(history.Model, run) + "-at-" + UtcTime.FormatForName(at);
            var workflow = new DirectWorkflow(instance, services, cancellationToken);
            outcome = await workflow.RunAsync(new RetrainingRequest(history.Model, run, "replay"));
            dataset = workflow.Dataset is { Insufficient: null } aligned ? aligned : null;
        }
        else
        {
            outcome = new RetrainingOutcome(RetrainingVerdict.Skipped, at, null, ["no run of the numerical model has been delivered yet"]);
        }

        var champion = (await registry.ChampionAsync(cancellationToken))?.Value.Student;
        logger.LogInformation("Replay at {At:u}: {Verdict}; {Student} is in service", at, outcome.Verdict, champion ?? "nobody");
        return (
            new ReplayedRetraining(at, outcome, champion, [.. rolling.Summary], alarms, clock.GetElapsedTime(started).TotalSeconds),
            dataset);
    }

    private async Task<(int Issued, IReadOnlyList<WithheldForecast> Withheld)> ServeAsync(
        ReplayedHistory history,
        string? student,
        AlignedDataset? dataset,
        ReplayedScores scores,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken)
    {
        if (student is null)
        {
            return (0, []);
        }

        using var session = await registry.OpenSessionAsync(student, cancellationToken);
        if (dataset is not null)
        {
            // The reference systems learn from all that was known, the recent window included, as a service without students would refit
            // them.
            var known = await datasets.OpenAsync(dataset.Folder, cancellationToken);
            var references = await ReferenceSystems.FitAsync(known, Enum.GetValues<DatasetPart>(), cancellationToken);
            var windows = new OriginWindows(history, known.Description, service.Origins(from, until), alignment.Value.DeliveryDelayHours);
            await scores.AddAsync(windows, new DatasetStudent(session, known.Description), references, cancellationToken);
        }

        return await service.IssueAsync(history, student, session, from, until);
    }
}
