using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Windows;
using WeatherKd.Variables;

namespace WeatherKd.Training.Archives;

/// <summary>
/// Windows of the teacher's series as if it had been observed: every hour an origin, inputs and targets out of the carried series, and no
/// teacher, because the series is one. Cut on demand, one station's series in memory at a time. The last tenth in time, two days after the
/// rest, is the validation part, by which the archive's own training ends.
/// </summary>
internal sealed class ArchiveWindows : IArchiveWindows
{
    private const double ValidationShare = 0.1;

    private const int BlockHours = 2048;

    /// <summary>Most windows of all stations together; beyond, every n-th hour is an origin.</summary>
    private const int MostWindows = 200_000;

    private readonly ITeacherArchive _archive;
    private readonly ArchiveCarry _carry;
    private readonly Dictionary<DatasetPart, List<(int Station, Hour[] Origins)>> _blocks;
    private (int Station, Hour FirstHour, float[] Values)? _last;

    private ArchiveWindows(
        DatasetDescription description,
        ITeacherArchive archive,
        ArchiveCarry carry,
        Dictionary<DatasetPart, List<(int Station, Hour[] Origins)>> blocks)
    {
        Description = description;
        _archive = archive;
        _carry = carry;
        _blocks = blocks;
    }

    /// <inheritdoc/>
    public DatasetDescription Description { get; }

    /// <summary>Plans the windows; reads each series once.</summary>
    /// <returns>The windows, or null where there are too few.</returns>
    public static async Task<ArchiveWindows?> PlanAsync(
        DatasetDescription description,
        ITeacherArchive archive,
        ArchiveCarry carry,
        CancellationToken cancellationToken)
    {
        var origins = new List<(int Station, List<HourRun> Origins)>();
        for (var station = 0; station < description.Stations.Count; station++)
        {
            var series = await archive.ReadAsync(station, cancellationToken);
            origins.Add((station, Origins(description, series.FirstHour, carry.Carry(station, series))));
        }

        var count = origins.Sum(o => o.Origins.Sum(r => r.Hours));
        if (count < ScalingFit.FewestWindows)
        {
            return null;
        }

        // A step that shares no factor with 24 keeps all hours of the day.
        var step = (int)(1 + (count / MostWindows));
        step += step > 1 && step % 2 == 0 ? 1 : 0;
        step += step % 3 == 0 ? 2 : 0;
        var (first, last) = (origins.Min(o => FirstOf(o.Origins)), origins.Max(o => LastOf(o.Origins)));
        var validationStart = last - (int)(ValidationShare * (last - first));
        var split = new DatasetSplit(
            first,
            validationStart - OriginPlan.GapHours,
            validationStart,
            last,
            last + OriginPlan.GapHours,
            last + OriginPlan.GapHours);
        var blocks = Enum.GetValues<DatasetPart>().ToDictionary(p => p, _ => new List<(int, Hour[])>());
        foreach (var (station, runs) in origins)
        {
            Add(DatasetPart.Training, split.FirstOrigin, split.TrainingEnd);
            Add(DatasetPart.Validation, split.ValidationStart, split.ValidationEnd);

            void Add(DatasetPart part, Hour from, Hour to) => blocks[part].AddRange(runs
                .SelectMany(r => r.EachNth(step, from, to))
                .Chunk(BlockHours)
                .Select(c => (station, c)));
        }

        var counts = blocks.ToDictionary(b => b.Key, b => b.Value.Sum(o => o.Item2.Length));
        return new ArchiveWindows(description with { Split = split, WindowCounts = counts }, archive, carry, blocks);
    }

    /// <inheritdoc/>
    public bool Carries(int station, string variable) => _carry.Carries(station, variable);

    /// <inheritdoc/>
    public IReadOnlyList<int> BlockSizes(DatasetPart part) => [.. _blocks[part].Select(b => b.Origins.Length)];

    /// <inheritdoc/>
    public async Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken)
    {
        var (station, origins) = _blocks[part][block];
        if (_last?.Station != station)
        {
            var series = await _archive.ReadAsync(station, cancellationToken);
            _last = (station, series.FirstHour, _carry.Carry(station, series));
        }

        var result = new WindowBlock(Description, origins.Length);
        result.Teacher.AsSpan().Fill(float.NaN);
        var (inputs, history, horizon) = (Description.Inputs.Count, Description.HistoryHours, Description.HorizonHours);
        var inputOfTarget = Description.Targets.Select(t => Description.Inputs.IndexOf(t)).ToArray();
        for (var window = 0; window < origins.Length; window++)
        {
            result.Stations[window] = station;
            result.Origins[window] = origins[window];
            var start = origins[window] - _last.Value.FirstHour + 1;
            _last.Value.Values
                .AsSpan((start - history) * inputs, history * inputs)
                .CopyTo(result.Observations.AsSpan(window * history * inputs));
            for (var at = 0; at < horizon * inputOfTarget.Length; at++)
            {
                var (hour, target) = Math.DivRem(at, inputOfTarget.Length);
                result.Targets[(window * horizon * inputOfTarget.Length)
                    + at] = _last.Value.Values[((start + hour) * inputs) + inputOfTarget[target]];
            }
        }

        return result;
    }

    private static Hour FirstOf(List<HourRun> runs) => runs.Count == 0 ? Hour.MaxValue : runs[0].First;

    private static Hour LastOf(List<HourRun> runs) => runs.Count == 0 ? Hour.MinValue : runs[^1].Last;

    /// <summary>Hours with a whole history and horizon within the series, of which at least half of each is there in some target.</summary>
    private static List<HourRun> Origins(DatasetDescription description, Hour firstHour, float[] values)
    {
        var inputs = description.Inputs.Count;
        var targets = description.Targets.Select(t => description.Inputs.IndexOf(t)).ToArray();
        var hours = values.Length / inputs;
        var known = new int[hours + 1];
        for (var hour = 0; hour < hours; hour++)
        {
            known[hour + 1] = known[hour] + (targets.Any(t => !float.IsNaN(values[(hour * inputs) + t])) ? 1 : 0);
        }

        var origins = new List<HourRun>();
        for (var at = description.HistoryHours - 1; at + description.HorizonHours < hours; at++)
        {
            var (history, horizon) = (known[at + 1]
                - known[at + 1 - description.HistoryHours], known[at + 1 + description.HorizonHours] - known[at + 1]);
            if (2 * history >= description.HistoryHours && 2 * horizon >= description.HorizonHours)
            {
                var hour = firstHour + at;
                if (origins.Count > 0 && origins[^1].Last == hour - 1)
                {
                    origins[^1] = origins[^1] with { Last = hour };
                }
                else
                {
                    origins.Add(new HourRun(hour, hour));
                }
            }
        }

        return origins;
    }
}
