using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Ingestion.Sweep;
using WeatherKd.NumericalModels;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Observations;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Telemetry;

namespace WeatherKd.Watch;

/// <summary>
/// One round of watching; a timer calls it. What is wrong stands in <c>pipeline/alarms.json</c>; an alarm that is new is logged, counted
/// (<c>weatherkd.alarms</c>) and sent to the webhook once, one that is over is logged and taken out.
/// </summary>
public sealed class WatchRound(
    WeatherStorage storage,
    ObservationStore observations,
    TeacherStore teacher,
    RunLedger ledger,
    CheckLedger findings,
    StudentRegistry registry,
    RollingSkill skill,
    LastSeen seen,
    IEnumerable<IWatcher> watchers,
    IEnumerable<IAlarmSource> sources,
    AlarmWebhook webhook,
    IOptions<SweepOptions> sweep,
    IMeterFactory meters,
    TimeProvider clock,
    ILogger<WatchRound> logger)
{
    private const string AlarmsName = "alarms.json";

    private readonly Counter<long> _raised = meters.Create(WatchMeter.Name)
        .CreateCounter<long>("weatherkd.alarms", description: "Alarms raised, by kind");
    private readonly Gauge<int> _standing = meters.Create(WatchMeter.Name)
        .CreateGauge<int>("weatherkd.alarms.standing", description: "Alarms that stand, by kind");

    /// <summary>The alarms that stand.</summary>
    public async Task<IReadOnlyList<Alarm>> AlarmsAsync(CancellationToken cancellationToken) =>
        (await storage.Pipeline.GetBlobClient(AlarmsName).TryReadJsonAsync<List<Alarm>>(cancellationToken))?.Value ?? [];

    /// <summary>Notes that alarms were seen. They stand on until they are over; one that comes again counts as new.</summary>
    /// <param name="names">Keys or kinds of alarms, letter case aside; null for all.</param>
    /// <param name="by">Who has seen them.</param>
    /// <param name="reason">What they say about it; null for nothing.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>Those that a name meant.</returns>
    /// <exception cref="InvalidDataException">A name means no alarm that stands.</exception>
    public async Task<IReadOnlyList<Alarm>> AcknowledgeAsync(
        IReadOnlyCollection<string>? names,
        string by,
        string? reason,
        CancellationToken cancellationToken)
    {
        bool Means(string name, Alarm alarm) =>
            name.Equals(alarm.Key, StringComparison.OrdinalIgnoreCase)
                || name.Equals(alarm.Kind.Name, StringComparison.OrdinalIgnoreCase);
        var mark = new Acknowledgement(clock.GetUtcNow(), by, reason);
        var now = await storage.Pipeline.GetBlobClient(AlarmsName).UpdateJsonAsync<List<Alarm>>(
            present =>
            {
                present ??= [];
                var unknown = names?.FirstOrDefault(n => !present.Exists(a => Means(n, a)));
                return unknown is null
                    ? present.ConvertAll(a => names?.Any(n => Means(n, a)) == false ? a : a with { Acknowledged = a.Acknowledged ?? mark })
                    : throw new InvalidDataException(
                        $"No alarm '{unknown}' stands; "
                        + $"{(present.Count > 0 ? $"there are {string.Join(", ", present.Select(a => a.Key))}" : "none does")}.");
            },
            cancellationToken);
        return [.. now.Where(a => names?.Any(n => Means(n, a)) != false)];
    }

    /// <summary>Looks once.</summary>
    /// <returns>The alarms that stand now.</returns>
    public async Task<IReadOnlyList<Alarm>> RunAsync(CancellationToken cancellationToken)
    {
        var record = await ReadAsync(cancellationToken);
        var found = watchers.SelectMany(w => w.Look(record)).ToList();
        foreach (var source in sources)
        {
            found.AddRange(await source.LookAsync(cancellationToken));
        }

        // What two found is one alarm.
        found = [.. found.DistinctBy(f => f.Key)];
        List<Alarm> before = [];
        var now = await storage.Pipeline.GetBlobClient(AlarmsName).UpdateJsonAsync<List<Alarm>>(
            present =>
            {
                before = present ?? [];
                var next = found.ConvertAll(f => before.Find(b => b.Key == f.Key) is { } known ? f with
                {
                    Since = known.Since,
                    Acknowledged = known.Acknowledged,
                } : f);
                return present is not null && next.SequenceEqual(present) ? present : next;
            },
            cancellationToken);
        foreach (var alarm in now.Where(a => !before.Exists(b => b.Key == a.Key)))
        {
            logger.LogWarning("Alarm {Kind} {Subject}: {Message}", alarm.Kind, alarm.Subject, alarm.Message);
            _raised.Add(1, new KeyValuePair<string, object?>("kind", alarm.Kind.Name));
            await webhook.SendAsync(alarm, cancellationToken);
        }

        foreach (var kind in watchers.Select(w => w.Kind).Union(before.Concat(now).Select(a => a.Kind)))
        {
            _standing.Record(now.Count(a => a.Kind == kind), new KeyValuePair<string, object?>("kind", kind.Name));
        }

        foreach (var over in before.Where(b => !now.Exists(a => a.Key == b.Key)))
        {
            logger.LogInformation("Over: {Kind} {Subject}, since {Since:u}", over.Kind, over.Subject, over.Since);
        }

        return now;
    }

    private async Task<WatchedRecord> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var from = now.AddDays(-WatchedRecord.Days);
        var champion = (await registry.ChampionAsync(cancellationToken))?.Value.Student;
        var lineage = champion is null ? null : await LineageAsync(champion, cancellationToken);
        var observed = await observations.ReadAsync(
            await observations.ListAsync(from, now, cancellationToken),
            lineage?.Inputs,
            cancellationToken);
        var runs = lineage is null
            ? []
            : await teacher.ReadAsync(
                await teacher.ListAsync(lineage.Model, from, now, cancellationToken),
                lineage.TeacherVariables,
                cancellationToken);
        return new WatchedRecord(
            now,
            lineage?.Model,
            observed,
            runs,
            await skill.ReadAsync(cancellationToken),
            lineage is null ? null : await InputsAsync(champion!, lineage, cancellationToken))
        {
            Unhandled = await UnhandledFiles.ReadAsync(storage, sweep.Value, cancellationToken),
            Seen = await seen.UpdateAsync(from, observed, lineage?.Model, runs, cancellationToken),
            Flagged = await findings.ReadAsync(from, cancellationToken),
            Versions = lineage is null
                ? new Dictionary<DateTimeOffset, IReadOnlyList<string>>()
                : await ledger.VersionsAsync(lineage.Model, from, now, cancellationToken),
        };
    }

    /// <summary>
    /// What the champion was made from. Where its manifest was altered or is gone, the stations and the service's skill are watched all the
    /// same.
    /// </summary>
    private async Task<StudentLineage?> LineageAsync(string champion, CancellationToken cancellationToken)
    {
        try
        {
            return (await registry.FindAsync(champion, cancellationToken))?.Lineage;
        }
        catch (StudentDamagedException e)
        {
            logger.LogError(e, "The champion cannot be read: its inputs and its model are not watched");
            return null;
        }
    }

    /// <summary>Reading the whole training period takes long, so its distribution is measured once for each student.</summary>
    private async Task<InputDistribution> InputsAsync(string student, StudentLineage lineage, CancellationToken cancellationToken)
    {
        var blob = storage.Pipeline.GetBlobClient($"inputs/{student}.json");
        if (await blob.TryReadJsonAsync<InputDistribution>(cancellationToken) is { } stored)
        {
            return stored.Value;
        }

        var segments = await observations.ListAsync(lineage.TrainedFrom, lineage.TrainedTo, cancellationToken);
        var measured = InputDistribution.Of(student, await observations.ReadAsync(segments, lineage.Inputs, cancellationToken));
        await blob.WriteJsonAsync(measured, cancellationToken);
        return measured;
    }
}
