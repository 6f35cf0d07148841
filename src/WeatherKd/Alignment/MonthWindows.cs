using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Alignment;

/// <summary>
/// The windows of some stations whose origins lie between two hours: every origin at every station where at least one target is observed
/// within the horizon, of these a share, in order of origin, then station.
/// </summary>
public sealed class MonthWindows
{
    private readonly DatasetDescription _description;
    private readonly IReadOnlyList<HourlyObservations> _observations;
    private readonly List<TeacherRuns> _runs;
    private readonly WindowCutter _cutter;
    private readonly List<(Hour Origin, int Station)> _windows = [];

    /// <summary>Finds the windows; they are cut when they are asked for.</summary>
    /// <param name="description">Shape and step.</param>
    /// <param name="options">The delivery delay.</param>
    /// <param name="observations">One grid a station, over all hours that the windows need.</param>
    /// <param name="teacher">Runs by station; stations may lack.</param>
    /// <param name="share">Which windows are kept.</param>
    /// <param name="first">First hour that may be an origin.</param>
    /// <param name="last">The last.</param>
    public MonthWindows(
        DatasetDescription description,
        AlignmentOptions options,
        IReadOnlyList<HourlyObservations> observations,
        IReadOnlyDictionary<string, TeacherRuns> teacher,
        WindowShare share,
        Hour first,
        Hour last)
    {
        _description = description;
        _observations = observations;
        _cutter = new WindowCutter(description, options.DeliveryDelayHours);
        _runs =
        [
            .. observations.Select(o => teacher.TryGetValue(o.Station, out var runs)
                ? runs
                : new TeacherRuns(o.Station, description.TeacherVariables))
        ];
        Stations = [.. observations.Select(o => o.Station)];
        GroupWindows = WindowPartFile.GroupWindows(description);
        var targets = observations.Count == 0 ? [] : description.Targets.Select(t => observations[0].Variables.IndexOf(t)).ToArray();
        var kept = Stations.Select(share.KeptOf).ToArray();
        var origins = options.OriginStep.Between(first, last).ToList();
        Counts = new ushort[origins.Count];
        for (var o = 0; o < origins.Count; o++)
        {
            for (var s = 0; s < observations.Count; s++)
            {
                if (kept[s](origins[o]) && SeriesWindows.HasTarget(observations[s], targets, origins[o], description.HorizonHours))
                {
                    _windows.Add((origins[o], s));
                    Counts[o]++;
                }
            }
        }
    }

    /// <summary>Stations that the blocks' indices mean.</summary>
    public IReadOnlyList<string> Stations { get; }

    /// <summary>Number of windows of each origin.</summary>
    public ushort[] Counts { get; }

    /// <summary>Windows of a block; the last may have fewer.</summary>
    public int GroupWindows { get; }

    /// <summary>The windows, block by block; one block is in memory at a time.</summary>
    public IEnumerable<WindowBlock> Blocks()
    {
        foreach (var windows in _windows.Chunk(GroupWindows))
        {
            var block = new WindowBlock(_description, windows.Length);
            for (var i = 0; i < windows.Length; i++)
            {
                var (origin, station) = windows[i];
                _cutter.Cut(_observations[station], _runs[station], station, origin, block, i);
            }

            yield return block;
        }
    }
}
