using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.Stations;
using WeatherKd.Students;
using WeatherKd.Variables;

namespace WeatherKd.Forecasting;

/// <summary>
/// Issues forecasts: once for each station, student, model run and newest observation, several stations in one batch. Requests read what was issued.
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
    private const int BatchStations = 256;
    private readonly ConcurrentDictionary<string, IssuedForecast> _issued = new(StringComparer.Ordinal);
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
            await _issuing.WaitAsync(cancellationToken);
            try
            {
                foreach (var batch in lacking.Chunk(BatchStations))
                {
                    Issue(batch, wanted, results, view, student);
                }
            }
            finally
            {
                _issuing.Release();
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

    private IssuedForecast? FindIssued(string station, HotView view, ChampionSession.Borrowed student)
    {
        if (!_issued.TryGetValue(station, out var issued) || issued.Student != student.Student)
        {
            return null;
        }

        var basis = BasisOf(station, view, student.Session.Lineage.Model);
        return issued.Origin == HourIndex.ToTime(basis.Origin) && issued.Run == basis.Run && issued.LastObservation == basis.LastObservation ? issued : null;
    }

    /// <summary>What a forecast would start from now.</summary>
    private Basis BasisOf(string station, HotView view, string model)
    {
        var own = view.Observations(station)?.NewestHour();
        var newest = view.NewestHour ?? HourIndex.Floor(clock.GetUtcNow());
        var origin = own is { } hour && newest - hour <= options.Value.LongestSilenceHours ? hour : newest;
        var run = view.Teacher(model, station)?.NewestRunAsOf(origin, alignment.Value.DeliveryDelayHours);
        return new Basis(
            origin,
            run is { } r ? HourIndex.ToTime(r) : null,
            own is { } o ? HourIndex.ToTime(o) : null);
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
        // Another request may have issued some of them while this one waited.
        batch = [.. batch.Where(i => (results[i] = FindIssued(wanted[i], view, student)!) is null)];
        if (batch.Length == 0)
        {
            return;
        }

        var lineage = student.Session.Lineage;
        var description = DatasetDescription.OfStudent(lineage);
        var cutter = new WindowCutter(description, alignment.Value.DeliveryDelayHours);
        var block = new WindowBlock(description, batch.Length);
        var bases = new Basis[batch.Length];
        for (var i = 0; i < batch.Length; i++)
        {
            var station = wanted[batch[i]];
            bases[i] = BasisOf(station, view, lineage.Model);
            cutter.Cut(
                view.Observations(station) ?? new HourlyObservations(station, lineage.Inputs, bases[i].Origin, bases[i].Origin),
                view.Teacher(lineage.Model, station)?.Select(lineage.TeacherVariables) ?? new TeacherRuns(station, lineage.TeacherVariables),
                IndexOf(lineage.Stations, station),
                bases[i].Origin,
                block,
                i);
        }

        var forecast = student.Session.Run(
            batch.Length, block.Observations, block.Teacher, Array.ConvertAll(block.Stations, s => s + 1L), Array.ConvertAll(block.Origins, o => (long)o));
        var now = clock.GetUtcNow();
        for (var i = 0; i < batch.Length; i++)
        {
            var issued = ToIssued(wanted[batch[i]], student.Student, lineage, bases[i], now, forecast, block, i);
            results[batch[i]] = _issued[issued.Station] = issued;
            foreach (var sink in _sinks)
            {
                sink.Add(issued);
            }
        }
    }

    private IssuedForecast ToIssued(
        string station,
        string student,
        StudentLineage lineage,
        Basis basis,
        DateTimeOffset now,
        StudentForecast forecast,
        WindowBlock block,
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
            Origin = HourIndex.ToTime(basis.Origin),
            IssuedAt = now,
            Student = student,
            Run = basis.Run,
            LastObservation = basis.LastObservation,
            Variables = lineage.Targets,
            Mean = mean,
            QuantileLevels = lineage.QuantileLevels,
            Quantiles = quantiles,
            Teacher = TeacherOf(lineage, block, at),
        };
    }

    private static float[] TeacherOf(StudentLineage lineage, WindowBlock block, int at)
    {
        var width = lineage.TeacherVariables.Count;
        var hours = lineage.HistoryHours + lineage.HorizonHours;
        var teacher = new float[lineage.HorizonHours * lineage.Targets.Count];
        for (var v = 0; v < lineage.Targets.Count; v++)
        {
            var source = IndexOf(lineage.TeacherVariables, lineage.Targets[v]);
            for (var h = 0; h < lineage.HorizonHours; h++)
            {
                teacher[(h * lineage.Targets.Count) + v] =
                    source < 0 ? float.NaN : block.Teacher[(((at * hours) + lineage.HistoryHours + h) * width) + source];
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

    private sealed record Basis(int Origin, DateTimeOffset? Run, DateTimeOffset? LastObservation);
}
