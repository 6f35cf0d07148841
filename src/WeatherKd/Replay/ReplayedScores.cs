using WeatherKd.Alignment;
using WeatherKd.Verification;
using WeatherKd.Verification.References;

namespace WeatherKd.Replay;

/// <summary>
/// Gathers the rows of a whole replay: what the student then in service forecast, beside reference systems fitted on what was known then.
/// </summary>
internal sealed class ReplayedScores
{
    private readonly Dictionary<string, VerifiedRows> _rows = new(StringComparer.Ordinal);
    private readonly List<string> _stations = [];

    /// <summary>Rows that are not in the table because other systems were comparable when they were forecast.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Scores the windows of a span.</summary>
    public async Task AddAsync(
        IWindowSource windows,
        DatasetStudent student,
        ReferenceSystems references,
        CancellationToken cancellationToken)
    {
        var stations = windows.Description.Stations.Select(IndexOf).ToArray();
        foreach (var rows in await RowCollector.CollectAsync(
            windows,
            DatasetPart.Verification,
            student,
            champion: null,
            references,
            cancellationToken))
        {
            Append(rows, stations);
            rows.Dispose();
        }
    }

    /// <summary>The verification over all spans; null where nothing could be scored.</summary>
    /// <param name="model">The numerical model.</param>
    /// <param name="scoring">Makes scores of rows.</param>
    public VerificationReport? ToReport(string model, Scoring scoring)
    {
        var rows = _rows.Values.Where(r => r.Count > 0).ToList();
        if (rows.Count == 0)
        {
            return null;
        }

        return scoring.Report("in service at the time", model, "replay", rows, _stations) with
        {
            Remarks = LeftOut == 0
                ? []
                : [$"{LeftOut} rows are not in the tables: the systems to compare with were others when they were forecast."],
        };
    }

    private int IndexOf(string station)
    {
        var index = _stations.IndexOf(station);
        if (index < 0)
        {
            index = _stations.Count;
            _stations.Add(station);
        }

        return index;
    }

    private void Append(VerifiedRows rows, int[] stations)
    {
        if (rows.Count == 0 && rows.LeftOut == 0)
        {
            return;
        }

        if (!_rows.TryGetValue(rows.Variable, out var all))
        {
            _rows.Add(rows.Variable, all = new VerifiedRows(rows.Variable, rows.Systems, rows.Levels));
        }

        if (!all.Systems.SequenceEqual(rows.Systems) || !all.Levels.SequenceEqual(rows.Levels))
        {
            LeftOut += rows.Count;
            return;
        }

        all.LeaveOut(rows);
        Span<float> forecasts = stackalloc float[rows.Systems.Count];
        foreach (var chunk in rows.Chunks())
        {
            for (var i = 0; i < chunk.Count; i++)
            {
                for (var s = 0; s < forecasts.Length; s++)
                {
                    forecasts[s] = chunk.Forecasts(s)[i];
                }

                all.Add(
                    stations[chunk.Stations[i]],
                    chunk.Origins[i],
                    chunk.Leads[i],
                    chunk.Truth[i],
                    forecasts,
                    chunk.Quantiles.Slice(i * rows.Levels.Count, rows.Levels.Count));
            }
        }
    }
}
