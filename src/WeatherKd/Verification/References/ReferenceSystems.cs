using WeatherKd.Alignment;
using WeatherKd.Series;

namespace WeatherKd.Verification.References;

/// <summary>All reference systems, fitted on the same windows, and their scores on the same rows.</summary>
public sealed class ReferenceSystems
{
    /// <summary>Stations whose regressions are learned at once: 24 leads of four variables take some 80 KB a station meanwhile.</summary>
    private const int StationsAtOnce = 512;

    private readonly WindowRows _rows;

    private ReferenceSystems(WindowRows rows, IReadOnlyList<IReferenceSystem> all, IReadOnlyList<string> remarks)
    {
        _rows = rows;
        All = all;
        Remarks = remarks;
    }

    /// <summary>
    /// The systems, in the order of tables: raw teacher, persistence, same hour yesterday, climatology, linear MOS, MOS+ with and without
    /// day of year.
    /// </summary>
    public IReadOnlyList<IReferenceSystem> All { get; }

    /// <summary>Where a system could not be fitted and another stands in, in sentences.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Fits the systems; reads the windows twice, those of many stations the second time group by group.</summary>
    /// <param name="source">Where the windows come from.</param>
    /// <param name="parts">The parts to learn from; never the one that is scored.</param>
    /// <param name="cancellationToken">Stops the fitting.</param>
    /// <param name="record">
    /// The stations' records, in the description's order, from which the climatology also learns what lies before the first window; null
    /// where only windows are at hand.
    /// </param>
    /// <param name="weightOf">How much an origin counts in the regressions; null where all count alike.</param>
    public static async Task<ReferenceSystems> FitAsync(
        IWindowSource source,
        IReadOnlyList<DatasetPart> parts,
        CancellationToken cancellationToken,
        IReadOnlyList<HourlyObservations>? record = null,
        Func<Hour, double>? weightOf = null)
    {
        var description = source.Description;
        var rows = new WindowRows(description);
        var climatology = new Climatology(rows);
        for (var station = 0; station < (record?.Count ?? 0); station++)
        {
            climatology.Learn(
                station,
                record![station].Including(description.Targets),
                description.Targets,
                description.Split.TrainingEnd + description.HorizonHours);
        }

        await ForEachAsync(source, parts, climatology.Learn, cancellationToken);
        climatology.Fit();
        var persistence = new Persistence(rows, climatology);
        var yesterday = new SameHourYesterday(rows, climatology);
        ModelOutputStatistics[] regressions =
        [
            ModelOutputStatistics.Linear(rows),
            ModelOutputStatistics.Plus(rows, persistence, yesterday, usesDayOfYear: true),
            ModelOutputStatistics.Plus(rows, persistence, yesterday, usesDayOfYear: false),
        ];
        for (var first = 0; first < rows.Stations; first += StationsAtOnce)
        {
            var (from, count) = (first, Math.Min(StationsAtOnce, rows.Stations - first));
            Array.ForEach(regressions, r => r.Begin(from, count));
            await ForEachAsync(
                source,
                parts,
                block => Array.ForEach(regressions, r => r.Learn(block, weightOf)),
                cancellationToken,
                (part, block) => source.MayHold(part, block, from, count));
            Array.ForEach(regressions, r => r.Fit());
        }

        return new ReferenceSystems(
            rows,
            [new RawTeacher(rows), persistence, yesterday, climatology, .. regressions],
            [.. regressions.SelectMany(r => StandIns(r, rows, description))]);
    }

    /// <summary>The systems that can forecast a target: without a teacher those that need none.</summary>
    public IReadOnlyList<IReferenceSystem> Of(int target) =>
        [.. All.Where(r => _rows.HasTeacher(target) || r is Persistence or SameHourYesterday or Climatology)];

    /// <summary>
    /// Scores the systems on a part: RMSE per target over the rows where observation and teacher both exist
    /// (<see cref="WindowRows.IsScored"/>) and every system that can forecast the target does.
    /// </summary>
    public async Task<IReadOnlyList<ReferenceScore>> ScoreAsync(IWindowSource source, DatasetPart part, CancellationToken cancellationToken)
    {
        var squares = new double[All.Count, _rows.Targets];
        var counts = new long[_rows.Targets];
        var leftOut = new long[_rows.Targets];
        bool[][] can = [.. Enumerable.Range(0, _rows.Targets).Select(t => All.Select(Of(t).Contains).ToArray())];
        await ForEachAsync(source, [part], block => Add(block, can, squares, counts, leftOut), cancellationToken);
        return
        [
            .. All.Select((system, s) => new ReferenceScore(
                system.Name,
                [.. Enumerable.Range(0, _rows.Targets)
                    .Select(t => counts[t] == 0 || !can[t][s] ? double.NaN : Math.Sqrt(squares[s, t] / counts[t]))],
                counts)
            {
                LeftOut = leftOut,
            }),
        ];
    }

    private static IEnumerable<string> StandIns(ModelOutputStatistics regression, WindowRows rows, DatasetDescription description)
    {
        const int Named = 5;
        return
            from target in Enumerable.Range(0, rows.Targets)
            where rows.HasTeacher(target)
            let without = regression.StationsWithout(target)
            where without.Count > 0
            let names = string.Join(", ", without.Take(Named).Select(s => description.Stations[s]))
            group description.Targets[target]
                by $"at {without.Count} of {rows.Stations} stations ({names}{(without.Count > Named ? ", …" : string.Empty)})" into same
            select $"{regression.Name} of {string.Join(", ", same)}: fewer than {regression.MinimumRows} training rows of a lead "
                + $"{same.Key}; the raw teacher stands in there.";
    }

    private void Add(WindowBlock block, bool[][] can, double[,] squares, long[] counts, long[] leftOut)
    {
        Span<double> forecasts = stackalloc double[All.Count];
        for (var window = 0; window < block.Count; window++)
        {
            for (var lead = 1; lead <= _rows.Horizon; lead++)
            {
                for (var target = 0; target < _rows.Targets; target++)
                {
                    if (!_rows.IsScored(block, window, lead, target))
                    {
                        continue;
                    }

                    var complete = true;
                    for (var system = 0; system < All.Count; system++)
                    {
                        forecasts[system] = can[target][system] ? All[system].Forecast(block, window, lead, target) : 0;
                        complete &= double.IsFinite(forecasts[system]);
                    }

                    if (!complete)
                    {
                        leftOut[target]++;
                        continue;
                    }

                    counts[target]++;
                    var truth = _rows.Truth(block, window, lead, target);
                    for (var system = 0; system < All.Count; system++)
                    {
                        var error = forecasts[system] - truth;
                        squares[system, target] += error * error;
                    }
                }
            }
        }
    }

    private static async Task ForEachAsync(
        IWindowSource source,
        IReadOnlyList<DatasetPart> parts,
        Action<WindowBlock> action,
        CancellationToken cancellationToken,
        Func<DatasetPart, int, bool>? wanted = null)
    {
        foreach (var part in parts)
        {
            for (var block = 0; block < source.BlockSizes(part).Count; block++)
            {
                if (wanted?.Invoke(part, block) != false)
                {
                    action(await source.ReadAsync(part, block, cancellationToken));
                }
            }
        }
    }
}

/// <summary>The score of a reference system.</summary>
/// <param name="System">Its name.</param>
/// <param name="Rmse">Per target, in its unit; not a number where the system has no forecast or nothing was scored.</param>
/// <param name="Rows">Rows behind each.</param>
public sealed record ReferenceScore(string System, IReadOnlyList<double> Rmse, IReadOnlyList<long> Rows)
{
    /// <summary>Per target, rows that count for no system because one had no forecast there.</summary>
    public IReadOnlyList<long> LeftOut { get; init; } = [];
}
