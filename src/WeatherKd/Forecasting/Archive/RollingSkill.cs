using Microsoft.Extensions.Logging;
using WeatherKd.Alignment;
using WeatherKd.Observations;
using WeatherKd.Storage;
using WeatherKd.Verification;

namespace WeatherKd.Forecasting.Archive;

/// <summary>How the forecasts that were really issued have done: over the last 1, 7 and 30 days, beside the raw teacher on the same rows. Kept as <c>pipeline/skill.json</c>.</summary>
public sealed class RollingSkill(WeatherStorage storage, ArchiveReader archive, ObservationStore observations, TimeProvider clock, ILogger<RollingSkill> logger)
{
    /// <summary>Lengths of the windows, in days.</summary>
    public static IReadOnlyList<int> Windows { get; } = [1, 7, 30];

    /// <summary>Name of the group that holds all stations, or all lead times.</summary>
    public const string All = "all";

    /// <summary>Hours of a bucket of lead times.</summary>
    private const int BucketHours = 6;

    private const string BlobName = "skill.json";

    /// <summary>The scores as they were last computed, or null where they never were.</summary>
    public async Task<RollingScores?> ReadAsync(CancellationToken cancellationToken) =>
        (await storage.Pipeline.GetBlobClient(BlobName).TryReadJsonAsync<RollingScores>(cancellationToken))?.Value;

    /// <summary>Computes and stores the scores as of now; a timer calls it.</summary>
    public async Task<RollingScores> UpdateAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var scores = new RollingScores(now, await ScoreAsync(now, cancellationToken));
        await storage.Pipeline.GetBlobClient(BlobName).WriteJsonAsync(scores, cancellationToken);
        logger.LogInformation("Rolling skill: {Groups} groups", scores.Scores.Count);
        return scores;
    }

    private async Task<IReadOnlyList<RollingScore>> ScoreAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var longest = Windows.Max();
        var first = now.AddDays(-longest);
        var segments = await observations.ListAsync(first, now, cancellationToken);
        var truth = (await observations.ReadAsync(segments, variables: null, cancellationToken)).ToDictionary(g => g.Station, StringComparer.Ordinal);
        var columns = truth.Values.FirstOrDefault()?.Variables.Select((v, i) => (v, i)).ToDictionary(p => p.v, p => p.i, StringComparer.Ordinal) ?? [];
        var sums = new Dictionary<(int Days, string Variable, string Leads, string Station), Sums>();
        var end = HourIndex.Floor(now);

        // A forecast is issued days before its last valid time: one more week of issue days covers every horizon.
        var rows = archive.ReadAsync(ForecastArchive.Issued, DateOnly.FromDateTime(first.UtcDateTime).AddDays(-7), DateOnly.FromDateTime(now.UtcDateTime), cancellationToken);
        await foreach (var row in rows)
        {
            var valid = row.Origin + row.Lead;
            if (valid > end || !columns.TryGetValue(row.Variable, out var column) || !truth.TryGetValue(row.Station, out var grid)
                || float.IsNaN(grid[valid, column]) || double.IsNaN(row.Forecast))
            {
                continue;
            }

            foreach (var days in Windows.Where(d => valid > end - (24 * d)))
            {
                foreach (var leads in new[] { Bucket(row.Lead), All })
                {
                    foreach (var station in new[] { row.Station, All })
                    {
                        Of(sums, (days, row.Variable, leads, station)).Add(row, grid[valid, column]);
                    }
                }
            }
        }

        return [.. sums
            .Select(s => s.Value.ToScore(s.Key.Days, s.Key.Variable, s.Key.Leads, s.Key.Station))
            .OrderBy(s => s.Variable, StringComparer.Ordinal).ThenBy(s => s.Days).ThenBy(s => s.Station, StringComparer.Ordinal).ThenBy(s => s.Leads, StringComparer.Ordinal)];
    }

    private static string Bucket(int lead)
    {
        var first = ((lead - 1) / BucketHours * BucketHours) + 1;
        return $"{first:D2}-{first + BucketHours - 1:D2}";
    }

    private static Sums Of(Dictionary<(int, string, string, string), Sums> all, (int, string, string, string) key)
    {
        if (!all.TryGetValue(key, out var sums))
        {
            all.Add(key, sums = new Sums());
        }

        return sums;
    }

    /// <summary>Rows with a teacher are compared with it; of a variable that never has one, all rows count for the student alone.</summary>
    private sealed class Sums
    {
        private ScoreSums _all;
        private ScoreSums _beside;
        private ScoreSums _teacher;

        public void Add(ArchivedRow row, float truth)
        {
            _all.Add((float)row.Forecast, truth);
            if (!double.IsNaN(row.Teacher))
            {
                _beside.Add((float)row.Forecast, truth);
                _teacher.Add((float)row.Teacher, truth);
            }
        }

        public RollingScore ToScore(int days, string variable, string leads, string station) => _teacher.Count > 0
            ? new RollingScore(days, variable, leads, station, _beside.ToScore(), _teacher.ToScore())
            : new RollingScore(days, variable, leads, station, _all.ToScore(), Teacher: null);
    }
}

/// <summary>Rolling scores as of a time.</summary>
/// <param name="At">When they were computed.</param>
/// <param name="Scores">All groups that have rows.</param>
public sealed record RollingScores(DateTimeOffset At, IReadOnlyList<RollingScore> Scores);

/// <summary>The score of what was issued, over one window of valid times.</summary>
/// <param name="Days">Length of the window.</param>
/// <param name="Variable">The variable.</param>
/// <param name="Leads">Bucket of lead times in h, e.g. <c>01-06</c>, or <c>all</c>.</param>
/// <param name="Station">Station id, or <c>all</c>.</param>
/// <param name="Service">What was issued.</param>
/// <param name="Teacher">The raw teacher on the same rows; null where it has none of them.</param>
public sealed record RollingScore(int Days, string Variable, string Leads, string Station, Score Service, Score? Teacher)
{
    /// <summary>1 − MSE of the service / MSE of the raw teacher; null without one or where it made no error.</summary>
    public double? Skill => Teacher is { Rmse: > 0 } teacher ? 1 - (Service.Rmse * Service.Rmse / (teacher.Rmse * teacher.Rmse)) : null;
}
