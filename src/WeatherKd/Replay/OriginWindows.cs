using WeatherKd.Alignment;
using WeatherKd.Series;

namespace WeatherKd.Replay;

/// <summary>
/// The windows of some forecast origins at the stations of a dataset, with what came true afterwards as targets, in time order, cut on
/// demand.
/// </summary>
internal sealed class OriginWindows : IWindowSource
{
    private const int BlockWindows = 2048;
    private readonly WindowCutter _cutter;
    private readonly List<(int Station, Hour Origin)> _windows;
    private readonly HourlyObservations?[] _observations;
    private readonly TeacherRuns[] _teacher;

    /// <summary>Chooses the windows.</summary>
    /// <param name="history">Where they are cut from.</param>
    /// <param name="description">Their shape; stations that it does not list have none.</param>
    /// <param name="origins">The forecast origins.</param>
    /// <param name="deliveryDelayHours">Hours from a run's start to its delivery.</param>
    public OriginWindows(ReplayedHistory history, DatasetDescription description, IEnumerable<Hour> origins, int deliveryDelayHours)
    {
        Description = description;
        _cutter = new WindowCutter(description, deliveryDelayHours);
        _observations =
        [
            .. description.Stations
                .Select(s => history.Observations.FirstOrDefault(o => o.Station == s)?.Including(description.Inputs))
        ];
        _teacher =
        [
            .. description.Stations.Select(s => history.Teacher.GetValueOrDefault(s)?.Select(description.TeacherVariables)
                ?? new TeacherRuns(s, description.TeacherVariables))
        ];
        _windows =
        [
            .. origins.SelectMany(o => Enumerable.Range(0, _observations.Length)
                .Where(s => _observations[s] is not null)
                .Select(s => (s, o)))
        ];
    }

    /// <inheritdoc/>
    public DatasetDescription Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> BlockSizes(DatasetPart part) =>
        part == DatasetPart.Verification ? [.. _windows.Chunk(BlockWindows).Select(c => c.Length)] : [];

    /// <inheritdoc/>
    public Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken)
    {
        var windows = _windows.Skip(block * BlockWindows).Take(BlockWindows).ToList();
        var result = new WindowBlock(Description, windows.Count);
        for (var i = 0; i < windows.Count; i++)
        {
            var (station, origin) = windows[i];
            _cutter.Cut(_observations[station]!, _teacher[station], station, origin, result, i);
        }

        return Task.FromResult(result);
    }
}
