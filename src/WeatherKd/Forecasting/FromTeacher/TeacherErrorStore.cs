using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Recent;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Students;

namespace WeatherKd.Forecasting.FromTeacher;

/// <summary>
/// The errors of each numerical model over the last month of the record, computed when they are first needed and again once an hour. In a
/// large network only the snapshot's three days are looked at: a month of runs at thousands of stations does not belong into a process that
/// serves.
/// </summary>
public sealed class TeacherErrorStore(
    ObservationStore observations,
    TeacherStore teacher,
    StationDirectory stations,
    IOptions<AlignmentOptions> alignment,
    TimeProvider clock,
    ILogger<TeacherErrorStore> logger) : IDisposable
{
    /// <summary>Stations above which only the snapshot is looked at.</summary>
    private const int MostStations = 500;

    private const int Days = 30;

    /// <summary>An account that is being filled knows more a minute later.</summary>
    private static readonly TimeSpan EmptyFor = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan StandsFor = TimeSpan.FromHours(1);
    private readonly Dictionary<string, (TeacherErrors Errors, long ComputedAt)> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _computing = new(1);

    /// <inheritdoc/>
    public void Dispose() => _computing.Dispose();

    /// <summary>The errors of a model, an hour old at most.</summary>
    internal async ValueTask<TeacherErrors> GetAsync(string model, RecentView view, CancellationToken cancellationToken)
    {
        await _computing.WaitAsync(cancellationToken);
        try
        {
            if (_known.TryGetValue(model, out var known)
                && clock.GetElapsedTime(known.ComputedAt) < (known.Errors.IsEmpty ? EmptyFor : StandsFor))
            {
                return known.Errors;
            }

            var listed = await stations.ReadAsync(cancellationToken);
            var isLarge = Math.Max(listed.Count, view.Stations.Count) > MostStations;
            var errors = new TeacherErrors(
                isLarge ? Snapshot(model, view) : await RecordAsync(model, view, cancellationToken),
                listed,
                StudentGraph.QuantileLevels,
                alignment.Value);
            if (view.IsWhole || !isLarge)
            {
                // A process that starts knows the errors at the stations that it was asked for, and soon at all.
                _known[model] = (errors, clock.GetTimestamp());
            }

            return errors;
        }
        finally
        {
            _computing.Release();
        }
    }

    private static IReadOnlyList<(HourlyObservations Observations, TeacherRuns Runs)> Snapshot(string model, RecentView view) =>
    [
        .. view.Stations
            .Where(s => view.Teacher(model, s) is not null)
            .Select(s => (view.Observations(s)!, view.Teacher(model, s)!))
    ];

    private async Task<IReadOnlyList<(HourlyObservations Observations, TeacherRuns Runs)>> RecordAsync(
        string model,
        RecentView view,
        CancellationToken cancellationToken)
    {
        if (view.NewestHour is not { } newest)
        {
            return [];
        }

        var (from, to) = (newest.ToTime().AddDays(-Days), newest.ToTime());
        var grids = await observations.ReadAsync(
            await observations.ListAsync(from, to, cancellationToken),
            variables: null,
            cancellationToken);
        var runs = await teacher.ReadAsync(await teacher.ListAsync(model, from, to, cancellationToken), variables: null, cancellationToken);
        var byStation = runs.ToDictionary(r => r.Station, StringComparer.Ordinal);
        logger.LogInformation("Errors of {Model} are computed from {From} on at {Stations} stations", model, from, grids.Count);
        return [.. grids.Where(g => byStation.ContainsKey(g.Station)).Select(g => (g, byStation[g.Station]))];
    }
}
