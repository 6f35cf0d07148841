using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Telemetry;

namespace WeatherKd.Forecasting.Archive;

/// <summary>
/// How the forecasts that were really issued have done: over the last 1, 7 and 30 days, beside the raw teacher on the same rows and, where
/// a challenger forecasts in parallel, beside it on the rows that both have. Kept as <c>pipeline/skill.json</c>. The same reading adapts
/// the intervals of the student in service (<see cref="IntervalStore"/>).
/// </summary>
public sealed class RollingSkill
{
    /// <summary>Lengths of the windows, in days.</summary>
    public static IReadOnlyList<int> Windows { get; } = [1, 7, 30];

    /// <summary>Name of the group that holds all stations, or all lead times.</summary>
    public const string All = "all";

    /// <summary>A forecast is issued days before its last valid time: one more week of issue days covers every horizon.</summary>
    private const int DaysBefore = 7;

    private const string BlobName = "skill.json";
    private readonly WeatherStorage _storage;
    private readonly ArchiveReader _archive;
    private readonly ObservationStore _observations;
    private readonly StudentRegistry _registry;
    private readonly IntervalStore _intervals;
    private readonly TimeProvider _clock;
    private readonly ILogger<RollingSkill> _logger;
    private readonly Gauge<double> _skill;

    /// <summary>The scores of a service.</summary>
    public RollingSkill(
        WeatherStorage storage,
        ArchiveReader archive,
        ObservationStore observations,
        StudentRegistry registry,
        IntervalStore intervals,
        IMeterFactory meters,
        TimeProvider clock,
        ILogger<RollingSkill> logger)
    {
        _storage = storage;
        _archive = archive;
        _observations = observations;
        _registry = registry;
        _intervals = intervals;
        _clock = clock;
        _logger = logger;
        _skill = meters.Create(WatchMeter.Name)
            .CreateGauge<double>("weatherkd.skill", "1", "Rolling skill of the service against the raw teacher, by variable and days");
    }

    /// <summary>The scores as they were last computed, or null where they never were.</summary>
    public async Task<RollingScores?> ReadAsync(CancellationToken cancellationToken) =>
        (await _storage.Pipeline.GetBlobClient(BlobName).TryReadJsonAsync<RollingScores>(cancellationToken))?.Value;

    /// <summary>Computes and stores the scores as of now; a timer calls it.</summary>
    public async Task<RollingScores> UpdateAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var challenger = (await _registry.ChallengerAsync(cancellationToken))?.Student;
        var scores = new RollingScores(now, challenger, await ScoreAsync(now, challenger, cancellationToken));
        await _storage.Pipeline.GetBlobClient(BlobName).WriteJsonAsync(scores, cancellationToken);
        foreach (var score in scores.Summary.Where(s => s.Skill is not null))
        {
            _skill.Record(score.Skill!.Value, new("variable", score.Variable), new("days", score.Days));
        }

        _logger.LogInformation("Rolling skill: {Groups} groups", scores.Scores.Count);
        return scores;
    }

    private async Task<IReadOnlyList<RollingScore>> ScoreAsync(DateTimeOffset now, string? challenger, CancellationToken cancellationToken)
    {
        var first = now.AddDays(-Windows.Max());
        var segments = await _observations.ListAsync(first, now, cancellationToken);
        var truth = (await _observations.ReadAsync(segments, variables: null, cancellationToken)).ToDictionary(
            g => g.Station,
            StringComparer.Ordinal);
        var (fromDay, toDay) = (DateOnly.FromDateTime(first.UtcDateTime).AddDays(-DaysBefore), DateOnly.FromDateTime(now.UtcDateTime));
        var parallel = new Dictionary<(string Station, DateTimeOffset Origin), IssuedForecast>();
        if (challenger is not null)
        {
            await foreach (var forecast in _archive.ReadAsync(ForecastArchive.Shadow, fromDay, toDay, cancellationToken))
            {
                if (forecast.Student == challenger)
                {
                    parallel[(forecast.Station, forecast.Origin)] = forecast;
                }
            }
        }

        var sums = new RollingSums(Hour.Floor(now));
        var champion = (await _registry.ChampionAsync(cancellationToken))?.Value.Student;
        var intervals = champion is null ? null : new RollingIntervals(champion, Hour.Floor(now));
        await foreach (var forecast in _archive.ReadAsync(ForecastArchive.Issued, fromDay, toDay, cancellationToken))
        {
            if (truth.TryGetValue(forecast.Station, out var observed))
            {
                if (observed.Including(forecast.Variables) is var all && all != observed)
                {
                    truth[forecast.Station] = observed = all;
                }

                sums.Add(forecast, parallel.GetValueOrDefault((forecast.Station, forecast.Origin)), observed);
                intervals?.Add(forecast, observed);
            }
        }

        if (intervals is not null)
        {
            await AdaptAsync(champion!, intervals, cancellationToken);
        }

        return sums.ToScores();
    }

    private async Task AdaptAsync(string champion, RollingIntervals intervals, CancellationToken cancellationToken)
    {
        try
        {
            await _intervals.WriteAsync(
                champion,
                intervals.ToFactors(await _intervals.AsVerifiedAsync(champion, cancellationToken)),
                cancellationToken);
        }
        catch (JsonException e)
        {
            _logger.LogError(e, "The verification of student {Student} cannot be read; its intervals stay as they are", champion);
        }
    }
}
