using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Stations;
using WeatherKd.Students;
using WeatherKd.Variables;

namespace WeatherKd.Forecasting;

/// <summary>
/// Issues forecasts: once for each student and window of observations and runs, several stations in one batch. Requests read what was issued. A run that arrives in
/// several files, or a corrected observation, changes the window and so leads to a new forecast; a file about other stations does not.
/// </summary>
public sealed class ForecastService(
    HotStore hot,
    ChampionSession champion,
    StationDirectory stations,
    VariableTable variables,
    IOptions<ForecastingOptions> options,
    IOptions<AlignmentOptions> alignment,
    IEnumerable<IIssuedForecastSink> sinks,
    TimeProvider clock) : IDisposable
{
    /// <summary>Stations in one call of the student: as fast for each as in larger batches, and a request for one station need not wait long for its turn.</summary>
    private const int BatchStations = 64;
    private readonly ConcurrentDictionary<string, Kept> _issued = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _issuing = new(1);
    private readonly IIssuedForecastSink[] _sinks = [.. sinks];

    /// <summary>The forecast of a station.</summary>
    /// <exception cref="NoChampionException">No student is in service.</exception>
    /// <exception cref="UnknownStationException">The station is in no list and has sent nothing.</exception>
    public async Task<IssuedForecast> GetAsync(string station, CancellationToken cancellationToken) => (await GetAsync([station], cancellationToken))[0];

    /// <summary>The forecasts of several stations, in their order.</summary>
    /// <exception cref="NoChampionException">No student is in service.</exception>
    /// <exception cref="UnknownStationException">One of the stations is in no list and has sent nothing.</exception>
    public async Task<IReadOnlyList<IssuedForecast>> GetAsync(IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        using var student = await champion.BorrowAsync(cancellationToken);
        var view = await hot.ViewAsync(cancellationToken);
        var results = new IssuedForecast[wanted.Count];
        var lacking = new List<int>();
        for (var i = 0; i < wanted.Count; i++)
        {
            if (FindIssued(wanted[i], view, student) is { } issued)
            {
                results[i] = issued;
            }
            else
            {
                lacking.Add(i);
            }
        }

        if (lacking.Count > 0)
        {
            await EnsureKnownAsync(lacking.Select(i => wanted[i]), view, cancellationToken);
            foreach (var batch in lacking.Chunk(BatchStations))
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

        return results;
    }

    /// <summary>Issues the forecasts of all stations ahead of the first request.</summary>
    public async Task IssueAllAsync(CancellationToken cancellationToken)
    {
        var view = await hot.ViewAsync(cancellationToken);
        await GetAsync(view.Stations, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _issuing.Dispose();

    /// <summary>The forecast that stands: of this student, and from nothing that was read anew since.</summary>
    private IssuedForecast? FindIssued(string station, HotView view, ChampionSession.Borrowed student)
    {
        if (!_issued.TryGetValue(station, out var kept) || kept.Forecast.Student != student.Student)
        {
            return null;
        }

        if (ReferenceEquals(kept.View.Target, view))
        {
            return kept.Forecast;
        }

        if (kept.Basis != BasisOf(station, view, student.Session.Lineage))
        {
            return null;
        }

        _issued.TryUpdate(station, kept with { View = new WeakReference(view) }, kept);
        return kept.Forecast;
    }

    /// <summary>What a forecast would start from now.</summary>
    private Basis BasisOf(string station, HotView view, StudentLineage lineage)
    {
        var observations = view.Observations(station);
        var own = observations?.NewestHour();
        var newest = view.NewestHour ?? HourIndex.Floor(clock.GetUtcNow());
        var origin = own is { } hour && newest - hour <= options.Value.LongestSilenceHours ? hour : newest;
        return new Basis(origin, own, observations, view.Teacher(lineage.Model, station));
    }

    private async Task EnsureKnownAsync(IEnumerable<string> wanted, HotView view, CancellationToken cancellationToken)
    {
        var silent = wanted.Where(s => view.Observations(s) is null).ToList();
        if (silent.Count == 0)
        {
            return;
        }

        var listed = (await stations.ReadAsync(cancellationToken)).Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        if (silent.Find(s => !listed.Contains(s)) is { } unknown)
        {
            throw new UnknownStationException(unknown);
        }
    }

    private void Issue(int[] batch, IReadOnlyList<string> wanted, IssuedForecast[] results, HotView view, ChampionSession.Borrowed student)
    {
        var lineage = student.Session.Lineage;
        var windows = new List<Window>();
        foreach (var i in batch)
        {
            // Another request may have issued it while this one waited; or what was read anew says the same as before, in another file or about other stations.
            if (FindIssued(wanted[i], view, student) is { } standing)
            {
                results[i] = standing;
                continue;
            }

            var window = Cut(i, wanted[i], view, lineage);
            if (_issued.TryGetValue(wanted[i], out var kept) && kept.Forecast.Student == student.Student && kept.Says(window))
            {
                results[i] = kept.Forecast;
                _issued[wanted[i]] = kept with { Basis = window.Basis, View = new WeakReference(view) };
                continue;
            }

            windows.Add(window);
        }

        if (windows.Count == 0)
        {
            return;
        }

        var forecast = student.Session.Run(
            windows.Count,
            [.. windows.SelectMany(w => w.Block.Observations)],
            [.. windows.SelectMany(w => w.Block.Teacher)],
            [.. windows.Select(w => w.Block.Stations[0] + 1L)],
            [.. windows.Select(w => (long)w.Block.Origins[0])]);
        var now = clock.GetUtcNow();
        for (var at = 0; at < windows.Count; at++)
        {
            var window = windows[at];
            var issued = ToIssued(wanted[window.Place], student.Student, lineage, window, now, forecast, at);
            results[window.Place] = issued;
            _issued[issued.Station] = new Kept(issued, window.Basis, window.Content, new WeakReference(view));
            foreach (var sink in _sinks)
            {
                sink.Add(issued);
            }
        }
    }

    private Window Cut(int place, string station, HotView view, StudentLineage lineage)
    {
        var basis = BasisOf(station, view, lineage);
        var description = DatasetDescription.OfStudent(lineage);
        var delay = alignment.Value.DeliveryDelayHours;
        var block = new WindowBlock(description, 1);
        new WindowCutter(description, delay).Cut(
            basis.Observations ?? new HourlyObservations(station, lineage.Inputs, basis.Origin, basis.Origin),
            basis.Teacher?.Select(lineage.TeacherVariables) ?? new TeacherRuns(station, lineage.TeacherVariables),
            IndexOf(lineage.Stations, station),
            basis.Origin,
            block,
            0);

        // Only a guided student reads its teacher when it forecasts.
        var run = lineage.Variant == StudentVariant.Guided
            ? basis.Teacher?.NewestRunCovering(basis.Origin, delay, basis.Origin + 1, basis.Origin + lineage.HorizonHours, lineage.TeacherVariables)
            : null;
        return new Window(place, basis, run, block, ContentOf(block));
    }

    private static string ContentOf(WindowBlock block)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<float>(block.Observations));
        hash.AppendData(MemoryMarshal.AsBytes<float>(block.Teacher));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private IssuedForecast ToIssued(
        string station,
        string student,
        StudentLineage lineage,
        Window window,
        DateTimeOffset now,
        StudentForecast forecast,
        int at)
    {
        var targets = lineage.Targets.Count;
        var levels = lineage.QuantileLevels.Count;
        var mean = forecast.Mean.AsSpan(at * lineage.HorizonHours * targets, lineage.HorizonHours * targets).ToArray();
        var quantiles = forecast.Quantiles.AsSpan(at * lineage.HorizonHours * targets * levels, lineage.HorizonHours * targets * levels).ToArray();
        for (var i = 0; i < mean.Length; i++)
        {
            var variable = variables[lineage.Targets[i % targets]];
            mean[i] = Clamp(mean[i], variable);
            for (var q = i * levels; q < (i + 1) * levels; q++)
            {
                quantiles[q] = Clamp(quantiles[q], variable);
            }
        }

        return new IssuedForecast
        {
            Station = station,
            Origin = HourIndex.ToTime(window.Basis.Origin),
            IssuedAt = now,
            Student = student,
            Run = window.Run is { } run ? HourIndex.ToTime(run) : null,
            LastObservation = window.Basis.LastObserved is { } hour ? HourIndex.ToTime(hour) : null,
            Variables = lineage.Targets,
            Mean = mean,
            QuantileLevels = lineage.QuantileLevels,
            Quantiles = quantiles,
            Teacher = TeacherOf(lineage, window.Block),
        };
    }

    private static float[] TeacherOf(StudentLineage lineage, WindowBlock block)
    {
        var width = lineage.TeacherVariables.Count;
        var teacher = new float[lineage.HorizonHours * lineage.Targets.Count];
        for (var v = 0; v < lineage.Targets.Count; v++)
        {
            var source = IndexOf(lineage.TeacherVariables, lineage.Targets[v]);
            for (var h = 0; h < lineage.HorizonHours; h++)
            {
                teacher[(h * lineage.Targets.Count) + v] =
                    source < 0 ? float.NaN : block.Teacher[((lineage.HistoryHours + h) * width) + source];
            }
        }

        return teacher;
    }

    private static float Clamp(float value, WeatherVariable variable) =>
        float.IsNaN(value) ? value : Math.Clamp(value, (float)variable.Minimum, (float)variable.Maximum);

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>What a forecast starts from. Equal where origin and newest hour are, and nothing of the station was read anew.</summary>
    private sealed record Basis(int Origin, int? LastObserved, HourlyObservations? Observations, TeacherRuns? Teacher);

    /// <summary>A window to forecast from.</summary>
    /// <param name="Place">Its place among the stations wanted.</param>
    /// <param name="Basis">What it was cut from.</param>
    /// <param name="Run">Newest run that reaches the horizon; null where none does or the student reads none.</param>
    /// <param name="Block">The window, alone in its block.</param>
    /// <param name="Content">Hash of what the student reads.</param>
    private sealed record Window(int Place, Basis Basis, int? Run, WindowBlock Block, string Content);

    /// <summary>A forecast that stands.</summary>
    /// <param name="Forecast">It.</param>
    /// <param name="Basis">What it was last found to follow from.</param>
    /// <param name="Content">Hash of what the student read.</param>
    /// <param name="View">The view in which that was last found; weak, so that a station nobody asks for does not keep an old one in memory.</param>
    private sealed record Kept(IssuedForecast Forecast, Basis Basis, string Content, WeakReference View)
    {
        /// <summary>Whether a window would lead to the same forecast with the same lineage.</summary>
        public bool Says(Window window) =>
            Content == window.Content
            && Basis.LastObserved == window.Basis.LastObserved
            && Forecast.Origin == HourIndex.ToTime(window.Basis.Origin)
            && Forecast.Run == (window.Run is { } run ? HourIndex.ToTime(run) : null);
    }
}
