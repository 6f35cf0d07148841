using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Alignment;

/// <summary>
/// Windows cut on demand out of series in memory: the alignment of a whole record. The series are compact; only the block asked for is ever
/// expanded.
/// </summary>
public sealed class SeriesWindows : IWindowSource
{
    /// <summary>Windows of a block.</summary>
    public const int BlockWindows = 2048;

    private readonly IReadOnlyList<HourlyObservations> _observations;
    private readonly IReadOnlyList<TeacherRuns> _teacher;
    private readonly WindowCutter _cutter;
    private readonly int _deliveryDelayHours;
    private IReadOnlyList<HourlyObservations> _verified;
    private readonly Dictionary<DatasetPart, List<(int Station, Hour Origin)>> _windows;

    private SeriesWindows(
        DatasetDescription description,
        IReadOnlyList<HourlyObservations> observations,
        IReadOnlyList<TeacherRuns> teacher,
        Dictionary<DatasetPart, List<(int Station, Hour Origin)>> windows,
        int deliveryDelayHours)
    {
        Description = description;
        _observations = observations;
        _teacher = teacher;
        _windows = windows;
        _deliveryDelayHours = deliveryDelayHours;
        _verified = observations;
        _cutter = new WindowCutter(description, deliveryDelayHours);
    }

    /// <inheritdoc/>
    public DatasetDescription Description { get; }

    /// <inheritdoc/>
    public ITeacherArchive? Archive =>
        Description.Archive is { } archive ? new StitchedRuns(archive, _teacher, Description.Split.ArchiveEnd) : null;

    /// <summary>
    /// Aligns a record: every origin at every station where at least one target is observed within the horizon, in order of time, then
    /// station.
    /// </summary>
    /// <param name="id">The dataset's id.</param>
    /// <param name="model">The numerical model.</param>
    /// <param name="observations">One grid a station, of the same variables.</param>
    /// <param name="teacher">Runs at stations, of the same variables; stations may lack here.</param>
    /// <param name="options">Lengths, step and protocol.</param>
    /// <exception cref="AlignmentException">
    /// There is not enough for one window in each part; the message says what there is and what is needed.
    /// </exception>
    public static SeriesWindows Align(
        string id,
        string model,
        IReadOnlyList<HourlyObservations> observations,
        IReadOnlyList<TeacherRuns> teacher,
        AlignmentOptions options)
    {
        if (observations.Count == 0)
        {
            throw new AlignmentException("There are no observations yet.");
        }

        var observed = DatasetVariables.Observed(observations);
        var targets = DatasetVariables.ChooseTargets(observed, options);
        var inputs = DatasetVariables.InputsOf(observed, targets);
        observations = [.. observations.Select(o => o.Including(targets))];
        teacher = [.. teacher.Select(t => t.Including(targets))];
        var span = RecordSpan.Of(observations, teacher);
        var origins = span.Origins(options);
        var split = OriginPlan.Divide(origins, options)
            ?? throw new AlignmentException(span.Lack(options, new NeededWindows(1)));
        var teacherVariables = teacher.Count > 0 ? teacher[0].Variables : [];
        var runs = teacher.ToDictionary(t => t.Station, StringComparer.Ordinal);
        var byStation = observations.Select(o => runs.GetValueOrDefault(o.Station) ?? new TeacherRuns(o.Station, teacherVariables))
            .ToList();
        var windows = Choose(observations, targets, origins, split, options);
        var description = new DatasetDescription
        {
            Id = id,
            Model = model,
            Stations = [.. observations.Select(o => o.Station)],
            Inputs = inputs,
            TeacherVariables = teacherVariables,
            Targets = targets,
            HistoryHours = options.HistoryHours,
            HorizonHours = options.HorizonHours,
            Split = split,
            OriginEveryHours = options.OriginEveryHours,
            WindowCounts = windows.ToDictionary(p => p.Key, p => p.Value.Count),
            FlaggedShare = teacher.Sum(t => t.ValuesOf().Flagged) is var flagged and > 0
                ? (double)flagged / (flagged + teacher.Sum(t => t.ValuesOf().Entered))
                : 0,
            NewestRun = teacher.SelectMany(t => t.RunHours).Max(hour => (Hour?)hour)?.ToTime(),
        };
        description = description with { Archive = TeacherArchiveDescription.Of(model, teacher, split.ArchiveEnd) };
        return new SeriesWindows(description, observations, byStation, windows, options.DeliveryDelayHours);
    }

    /// <summary>
    /// The same windows, but as if nothing had been observed before the last days of what may be learned from: windows to learn from and to
    /// choose by hold no earlier observation. What is verified on stays, its history too.
    /// </summary>
    /// <param name="days">Days before the last target of the windows to learn from.</param>
    /// <param name="options">As for <see cref="Align"/>.</param>
    /// <exception cref="AlignmentException">Too little is left.</exception>
    public SeriesWindows ObservedFor(int days, AlignmentOptions options) =>
        Restricted($"{days}d", Description.Split, days, options, _windows[DatasetPart.Verification]);

    /// <summary>
    /// The same windows as they would have been at an earlier time: what may be learned from ends at an origin, and the origins from 48 h
    /// later on, out of what may be learned from today, stand in for what is verified on. For choices that must not look at the hold-out.
    /// </summary>
    /// <param name="lastOrigin">Last origin to learn or to choose by.</param>
    /// <param name="days">Days observed before its last target; null for all.</param>
    /// <param name="verifiedDays">Most days of origins that are verified on.</param>
    /// <param name="options">As for <see cref="Align"/>.</param>
    /// <exception cref="AlignmentException">Too little is left.</exception>
    public SeriesWindows AsOf(Hour lastOrigin, int? days, int verifiedDays, AlignmentOptions options)
    {
        var start = lastOrigin + OriginPlan.GapHours;
        var end = Hour.Min(Description.Split.ValidationEnd, start + (24 * verifiedDays) - 1);
        var split = Description.Split with { ValidationEnd = lastOrigin, VerificationStart = start, LastOrigin = end };
        var all = days
            ?? (int)Math.Ceiling((lastOrigin + Description.HorizonHours - Description.Split.FirstOrigin + Description.HistoryHours) / 24.0);
        return Restricted(
            $"{(days is null ? "all" : $"{days}d")}-as-of-{lastOrigin.SinceEpoch}",
            split,
            all,
            options,
            [.. new[]
            {
                DatasetPart.Training,
                DatasetPart.Validation,
            }.SelectMany(p => _windows[p]).Where(w => w.Origin >= start && w.Origin <= end)]);
    }

    /// <summary>
    /// The windows as they are at a later time, within what is verified on: all origins up to 48 h before it may be learned from, those of
    /// the days that follow are verified on. For students that are renewed while they are in service.
    /// </summary>
    /// <param name="time">First origin to verify on.</param>
    /// <param name="days">Days of origins that are verified on.</param>
    public SeriesWindows RenewedAt(Hour time, int days)
    {
        var (learned, end) = (time - OriginPlan.GapHours, time + (24 * days) - 1);
        var windows = new Dictionary<DatasetPart, List<(int Station, Hour Origin)>>
        {
            [DatasetPart.Training] = [.. _windows.OrderBy(p => p.Key).SelectMany(p => p.Value).Where(w => w.Origin <= learned)],
            [DatasetPart.Validation] = [],
            [DatasetPart.Verification] = [.. _windows[DatasetPart.Verification].Where(w => w.Origin >= time && w.Origin <= end)],
        };
        var description = Description with
        {
            Id = $"{Description.Id}-renewed-at-{time.SinceEpoch}",
            Split = Description.Split with
            {
                TrainingEnd = learned,
                ValidationStart = learned + 1,
                ValidationEnd = learned,
                VerificationStart = time,
                LastOrigin = Hour.Min(end, Description.Split.LastOrigin),
            },
            WindowCounts = windows.ToDictionary(p => p.Key, p => p.Value.Count),
        };
        return new SeriesWindows(description, _observations, _teacher, windows, _deliveryDelayHours) { _verified = _verified };
    }

    private SeriesWindows Restricted(
        string name,
        DatasetSplit parts,
        int days,
        AlignmentOptions options,
        List<(int Station, Hour Origin)> verified)
    {
        var end = parts.ValidationEnd + Description.HorizonHours;
        var first = end - (24 * days) + 1;
        var observations = _observations.Select(o => o.From(first)).ToList();
        var origins = Enumerable.Range(0, ((parts.ValidationEnd - parts.FirstOrigin) / options.OriginEveryHours) + 1)
            .Select(i => parts.FirstOrigin + (i * options.OriginEveryHours))
            .Where(o => o + Description.HorizonHours >= first)
            .ToList();
        var validationDays = Math.Max(1, (int)Math.Round(options.ValidationShare * days));
        var validationStart = options.ValidationShare == 0
            ? origins[^1] + 1
            : parts.ValidationEnd - (24 * validationDays) + options.OriginEveryHours;
        // The gap of long records would leave a week without a training part; no target may be learned that is not yet observed when
        // validation begins.
        var gap = days < 14 * Description.HorizonHours / 24 ? Description.HorizonHours : OriginPlan.GapHours;
        var training = origins.Where(o => options.ValidationShare == 0 || o <= validationStart - gap).ToList();
        if (training.Count == 0)
        {
            throw new AlignmentException(
                $"{days} days of observations leave no training window beside {validationDays} d of validation; at least 4 days are "
                + $"needed.");
        }

        var split = parts with { FirstOrigin = training[0], TrainingEnd = training[^1], ValidationStart = validationStart };
        var windows = Choose(observations, Description.Targets, origins, split, options);
        windows[DatasetPart.Verification] = verified;
        var description = Description with
        {
            Id = $"{Description.Id}-{name}",
            Split = split,
            WindowCounts = windows.ToDictionary(p => p.Key, p => p.Value.Count),
            Archive = TeacherArchiveDescription.Of(Description.Model, _teacher, split.ArchiveEnd),
        };
        return new SeriesWindows(description, observations, _teacher, windows, _deliveryDelayHours) { _verified = _observations };
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> BlockSizes(DatasetPart part)
    {
        var count = _windows[part].Count;
        return
        [
            .. Enumerable.Range(0, (count + BlockWindows - 1) / BlockWindows)
                .Select(b => Math.Min(BlockWindows, count - (b * BlockWindows)))
        ];
    }

    /// <inheritdoc/>
    public Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken)
    {
        var windows = _windows[part].Skip(block * BlockWindows).Take(BlockWindows).ToList();
        var result = new WindowBlock(Description, windows.Count);
        for (var i = 0; i < windows.Count; i++)
        {
            var (station, origin) = windows[i];
            _cutter.Cut(
                (part == DatasetPart.Verification ? _verified : _observations)[station],
                _teacher[station],
                station,
                origin,
                result,
                i);
        }

        return Task.FromResult(result);
    }

    /// <summary>Series stitched on demand out of runs in memory.</summary>
    private sealed class StitchedRuns(TeacherArchiveDescription description, IReadOnlyList<TeacherRuns> teacher, Hour end) : ITeacherArchive
    {
        public TeacherArchiveDescription Description => description;

        public Task<TeacherSeries> ReadAsync(int station, CancellationToken cancellationToken) =>
            Task.FromResult(TeacherSeries.Stitch(teacher[station], end));
    }

    private static Dictionary<DatasetPart, List<(int Station, Hour Origin)>> Choose(
        IReadOnlyList<HourlyObservations> observations,
        IReadOnlyList<string> targets,
        IReadOnlyList<Hour> origins,
        DatasetSplit split,
        AlignmentOptions options)
    {
        var windows = Enum.GetValues<DatasetPart>().ToDictionary(p => p, _ => new List<(int Station, Hour Origin)>());
        var targetIndex = targets.Select(t => observations[0].Variables.IndexOf(t)).ToArray();
        foreach (var origin in origins)
        {
            if (split.PartOf(origin) is not { } part)
            {
                continue;
            }

            for (var s = 0; s < observations.Count; s++)
            {
                if (HasTarget(observations[s], targetIndex, origin, options.HorizonHours))
                {
                    windows[part].Add((s, origin));
                }
            }
        }

        return windows;
    }

    /// <summary>Whether any of some variables is observed within an origin's horizon.</summary>
    internal static bool HasTarget(HourlyObservations grid, int[] targets, Hour origin, int horizon)
    {
        for (var hour = origin + 1; hour <= origin + horizon; hour++)
        {
            foreach (var v in targets)
            {
                if (!float.IsNaN(grid[hour, v]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
