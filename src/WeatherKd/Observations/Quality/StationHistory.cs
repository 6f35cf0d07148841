using WeatherKd.Series;

namespace WeatherKd.Observations.Quality;

/// <summary>
/// The rows of each station, of a numerical model each run at each station, in the order of time: those of the batches at hand and, before
/// them, the last hours of earlier batches, so that tests over time do not see where a batch ends.
/// </summary>
internal sealed class StationHistory(int hoursKept)
{
    /// <summary>
    /// Calls back to which rows are kept: 400,000 rows in full batches, which is 48 h of 8,000 stations in a file ordered by time. Without
    /// this bound a file ordered by station would keep every batch alive for the last hours of its stations.
    /// </summary>
    private const int GenerationsKept = 6;

    private readonly Dictionary<(string Station, DateTimeOffset Run), StationRows> _series = [];
    private readonly VariableSeries _ofVariable = new();
    private int _generation;

    /// <summary>Adds rows of new batches. Flags can be set on them and on those of the call before.</summary>
    public void Append(IReadOnlyList<Rows> batches)
    {
        _generation++;
        StationRows? rows = null;
        var (id, run) = ("", default(DateTimeOffset));
        foreach (var batch in batches)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                // Readers give one string per station, and most files keep a station's rows together.
                var runOfRow = batch.AreOfRuns ? batch.Times[row] : default;
                if (rows is null || !ReferenceEquals(id, batch.StationIds[row]) || run != runOfRow)
                {
                    (id, run) = (batch.StationIds[row], runOfRow);
                    if (!_series.TryGetValue((id, run), out rows))
                    {
                        _series.Add((id, run), rows = new StationRows());
                    }
                }

                rows.Add(new(batch.ValidTime(row).UtcTicks, _generation, batch, row));
            }
        }

        foreach (var series in _series.Values)
        {
            series.Sort();
        }
    }

    /// <summary>The series of a variable, one station after the other. The object is the same each time: it is not to be kept.</summary>
    public IEnumerable<VariableSeries> Series(string variable)
    {
        foreach (var rows in _series.Values)
        {
            if (rows.HasNew)
            {
                _ofVariable.Fill(rows, variable, firstOpenGeneration: _generation - 1);
                yield return _ofVariable;
            }
        }
    }

    /// <summary>Drops rows that no later test can need.</summary>
    public void Forget()
    {
        var kept = TimeSpan.FromHours(hoursKept + 1).Ticks;
        foreach (var (id, rows) in _series)
        {
            rows.KeepLast(kept, _generation - GenerationsKept);
            if (rows.Count == 0)
            {
                _series.Remove(id);
            }
        }
    }
}
