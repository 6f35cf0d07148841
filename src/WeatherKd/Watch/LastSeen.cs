using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Watch;

/// <summary>
/// When each station was last heard of and each model's last run was of, however long ago: <c>pipeline/last-seen.json</c>. The watch reads
/// 40 days; what fell silent before them is remembered here, so that its alarm does not vanish by waiting.
/// </summary>
public sealed class LastSeen(WeatherStorage storage, ObservationStore observations, StationDirectory stations, ILogger<LastSeen> logger)
{
    /// <summary>Months that are read once, where nothing is remembered yet, to find when known stations were last heard of.</summary>
    private const int MonthsRead = 12;

    private BlobClient Blob => storage.Pipeline.GetBlobClient("last-seen.json");

    /// <summary>What is remembered, as of the watch's last round; nothing where it cannot be read.</summary>
    public async Task<Sightings> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await Blob.TryReadJsonAsync<Sightings>(cancellationToken))?.Value ?? Sightings.None;
        }
        catch (JsonException e)
        {
            logger.LogError(e, "What was seen before cannot be read; it counts as nothing");
            return Sightings.None;
        }
    }

    /// <summary>Adds what was seen now to what is remembered.</summary>
    /// <param name="from">Start of the time that <paramref name="observed"/> covers.</param>
    /// <param name="observed">The stations of that time.</param>
    /// <param name="model">The model in service; null for none.</param>
    /// <param name="runs">Its runs of that time.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<Sightings> UpdateAsync(
        DateTimeOffset from,
        IReadOnlyList<HourlyObservations> observed,
        string? model,
        IReadOnlyList<TeacherRuns> runs,
        CancellationToken cancellationToken)
    {
        Sightings Add(Sightings known) => known.With(observed).With(model, runs);
        Sightings earlier;
        try
        {
            earlier = (await Blob.TryReadJsonAsync<Sightings>(cancellationToken))?.Value
                ?? await SearchAsync(from, observed, cancellationToken);
        }
        catch (JsonException e)
        {
            // The other alarms, that of the damaged blob's own files among them, must still be told. The next round looks back again.
            logger.LogError(e, "What was seen before cannot be read; this round tells only of what is seen now");
            return Add(Sightings.None);
        }

        var now = Add(earlier);
        return await Blob.UpdateJsonAsync<Sightings>(
            present => present is null ? now : Add(present) is var next && next.Equals(present) ? present : next,
            cancellationToken);
    }

    /// <summary>Looks back month by month for the stations that are known and were not heard of in the time that is watched.</summary>
    private async Task<Sightings> SearchAsync(
        DateTimeOffset from,
        IReadOnlyList<HourlyObservations> observed,
        CancellationToken cancellationToken)
    {
        var found = Sightings.None;
        var missing = (await stations.ReadAsync(cancellationToken))
            .Select(s => s.Id)
            .Except(observed.Select(o => o.Station), StringComparer.Ordinal)
            .ToHashSet(StringComparer.Ordinal);
        if (missing.Count == 0 && observed.Count > 0)
        {
            return found;
        }

        var months = (await observations.ListAsync(null, from, cancellationToken))
            .GroupBy(MonthOf, StringComparer.Ordinal)
            .OrderByDescending(m => m.Key, StringComparer.Ordinal)
            .Take(MonthsRead);
        foreach (var month in months)
        {
            var read = await observations.ReadAsync([.. month], variables: null, cancellationToken);
            found = found.With(read);
            missing.ExceptWith(read.Select(o => o.Station));
            if (missing.Count == 0)
            {
                break;
            }
        }

        logger.LogInformation(
            "Looked back for {Found} stations that had been silent for long; {Missing} of the list were not found",
            found.Stations.Count,
            missing.Count);
        return found;
    }

    /// <summary><c>2021-01</c> in <c>observations/2021-01/&lt;hash&gt;.parquet</c>.</summary>
    private static string MonthOf(string segment) => segment.Split('/')[^2];
}

/// <summary><c>last-seen.json</c>.</summary>
/// <param name="Stations">The last hour with an observation, by station.</param>
/// <param name="Runs">The last run and its rhythm, by model.</param>
public sealed record Sightings(SortedDictionary<string, Hour> Stations, SortedDictionary<string, RunRhythm> Runs)
{
    /// <summary>Nothing was seen yet.</summary>
    public static Sightings None { get; } = new(
        new SortedDictionary<string, Hour>(StringComparer.Ordinal),
        new SortedDictionary<string, RunRhythm>(StringComparer.Ordinal));

    /// <summary>With what stations observed.</summary>
    public Sightings With(IReadOnlyList<HourlyObservations> observed)
    {
        var stations = new SortedDictionary<string, Hour>(Stations, StringComparer.Ordinal);
        foreach (var grid in observed)
        {
            if (grid.NewestHour() is { } hour && hour > stations.GetValueOrDefault(grid.Station, Hour.MinValue))
            {
                stations[grid.Station] = hour;
            }
        }

        return this with { Stations = stations };
    }

    /// <summary>
    /// With the runs of a model. Their rhythm is learned from the runs themselves: their median distance; fewer than three tell none.
    /// </summary>
    public Sightings With(string? model, IReadOnlyList<TeacherRuns> teacher)
    {
        var runs = teacher.SelectMany(t => t.RunHours).Distinct().Order().ToList();
        if (model is null || runs.Count < RunRhythm.FewestRuns)
        {
            return this;
        }

        if (Runs.TryGetValue(model, out var known) && known.Newest > runs[^1])
        {
            return this;
        }

        var gaps = runs.Zip(runs.Skip(1), (a, b) => b - a).Order().ToList();
        return this with
        {
            Runs = new SortedDictionary<string, RunRhythm>(Runs, StringComparer.Ordinal)
            {
                [model] = new RunRhythm(runs[^1], gaps[gaps.Count / 2]),
            },
        };
    }

    /// <inheritdoc/>
    public bool Equals(Sightings? other) => other is not null && Stations.SequenceEqual(other.Stations) && Runs.SequenceEqual(other.Runs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Stations.Count, Runs.Count);
}

/// <summary>When a model's runs come.</summary>
/// <param name="Newest">The newest run.</param>
/// <param name="UsualDistance">Hours between two runs.</param>
public sealed record RunRhythm(Hour Newest, int UsualDistance)
{
    /// <summary>Fewer runs tell no rhythm.</summary>
    public const int FewestRuns = 3;
}
