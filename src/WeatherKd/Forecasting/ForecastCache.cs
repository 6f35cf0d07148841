using System.Collections.Concurrent;
using WeatherKd.Recent;
using WeatherKd.Series;

namespace WeatherKd.Forecasting;

/// <summary>
/// The forecasts that stand at each station: issued once for each student and window, several stations in one batch, and read by whoever
/// asks. A run that arrives in several files, or a corrected observation, changes the window and so leads to a new forecast; a file about
/// other stations does not.
/// </summary>
/// <param name="issuer">Makes the forecasts.</param>
/// <param name="issued">Told of each that is issued; must return at once.</param>
internal sealed class ForecastCache(ForecastIssuer issuer, Action<IssuedForecast> issued) : IDisposable
{
    /// <summary>
    /// Stations in one call of the student: as fast for each as in larger batches, and a request for one station need not wait long for its
    /// turn.
    /// </summary>
    private const int BatchStations = 64;

    private readonly ForecastGuard _guard = new(issuer);
    private readonly ConcurrentDictionary<string, Kept> _issued = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _issuing = new(1);

    /// <summary>The forecasts of some stations in their order, null where none stands.</summary>
    /// <param name="wanted">Ids of stations.</param>
    /// <param name="view">What is known.</param>
    /// <param name="student">The student.</param>
    public IssuedForecast?[] Find(IReadOnlyList<string> wanted, RecentView view, ServingStudent student)
    {
        var results = new IssuedForecast?[wanted.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = FindIssued(wanted[i], view, student);
        }

        return results;
    }

    /// <summary>Issues what does not stand yet.</summary>
    /// <param name="results">From <see cref="Find"/>; where it is null the forecast is issued and put in.</param>
    /// <param name="wanted">Ids of stations.</param>
    /// <param name="view">What is known.</param>
    /// <param name="student">The student.</param>
    /// <param name="cancellationToken">Stops the waiting for others who issue.</param>
    public async Task CompleteAsync(
        IssuedForecast?[] results,
        IReadOnlyList<string> wanted,
        RecentView view,
        ServingStudent student,
        CancellationToken cancellationToken)
    {
        foreach (var batch in Enumerable.Range(0, results.Length).Where(i => results[i] is null).ToArray().Chunk(BatchStations))
        {
            // Taken for each batch anew, so that a request for one station need not wait for one for all.
            await _issuing.WaitAsync(cancellationToken);
            try
            {
                Issue(batch, wanted, results, view, student);
            }
            finally
            {
                _issuing.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _issuing.Dispose();

    /// <summary>The forecast that stands: of this student, and from nothing that was read anew since.</summary>
    private IssuedForecast? FindIssued(string station, RecentView view, ServingStudent student)
    {
        if (!_issued.TryGetValue(station, out var kept) || kept.Forecast.Student != student.Id)
        {
            return null;
        }

        if (ReferenceEquals(kept.View.Target, view))
        {
            return kept.Forecast;
        }

        if (kept.Basis != issuer.BasisOf(station, view, student.Lineage))
        {
            return null;
        }

        _issued.TryUpdate(station, kept with { View = new WeakReference(view) }, kept);
        return kept.Forecast;
    }

    private void Issue(int[] batch, IReadOnlyList<string> wanted, IssuedForecast?[] results, RecentView view, ServingStudent student)
    {
        var lineage = student.Lineage;
        var windows = new List<(int Place, ForecastWindow Window)>();
        foreach (var i in batch)
        {
            // Another request may have issued it while this one waited; or what was read anew says the same as before, in another file or
            // about other stations.
            if (FindIssued(wanted[i], view, student) is { } standing)
            {
                results[i] = standing;
                continue;
            }

            var window = issuer.Cut(wanted[i], issuer.BasisOf(wanted[i], view, lineage), lineage);
            if (_issued.TryGetValue(wanted[i], out var kept) && kept.Forecast.Student == student.Id && kept.Says(window))
            {
                results[i] = kept.Forecast;
                _issued[wanted[i]] = kept with { Basis = window.Basis, View = new WeakReference(view) };
                continue;
            }

            windows.Add((i, window));
        }

        if (windows.Count == 0)
        {
            return;
        }

        var forecasts = _guard.Issue(student, [.. windows.Select(w => w.Window)], issuer.Now());
        foreach (var ((place, window), forecast) in windows.Zip(forecasts))
        {
            results[place] = forecast;
            _issued[forecast.Station] = new Kept(forecast, window.Basis, window.Run, window.Content, new WeakReference(view));
            issued(forecast);
        }
    }

    /// <summary>A forecast that stands.</summary>
    /// <param name="Forecast">It.</param>
    /// <param name="Basis">What it was last found to follow from.</param>
    /// <param name="Run">Newest run at hand; the forecast may be withheld from it and stand on an older one.</param>
    /// <param name="Content">Hash of what the student read.</param>
    /// <param name="View">
    /// The view in which that was last found; weak, so that a station nobody asks for does not keep an old one in memory.
    /// </param>
    private sealed record Kept(IssuedForecast Forecast, Basis Basis, Hour? Run, string Content, WeakReference View)
    {
        /// <summary>Whether a window would lead to the same forecast with the same lineage.</summary>
        public bool Says(ForecastWindow window) =>
            Content == window.Content
            && Basis.LastObserved == window.Basis.LastObserved
            && Forecast.Origin == window.Basis.Origin.ToTime()
            && Run == window.Run;
    }
}
