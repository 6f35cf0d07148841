using WeatherKd.Series;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>
/// Collects values at stations, one lead time after the other, into batches of at most <see cref="Rows.MaximumRows"/>; what a lead
/// time lacks is missing there.
/// </summary>
internal sealed class LeadRows(IReadOnlyList<string> stationIds)
{
    private readonly List<(DateTimeOffset Run, int Lead, IReadOnlyDictionary<string, double[]> Values)> _leads = [];

    /// <summary>Adds a lead time; gives the batches that are full with it.</summary>
    /// <param name="run">Start of the run.</param>
    /// <param name="lead">Lead time, h.</param>
    /// <param name="values">Values at the stations by variable.</param>
    public IEnumerable<Rows> Add(DateTimeOffset run, int lead, IReadOnlyDictionary<string, double[]> values)
    {
        // Buckets of 6 hours have other columns at each lead: a batch for each set of columns would be one for each lead.
        var fits = _leads.Count == 0 || (_leads.Count + 1) * stationIds.Count <= Rows.MaximumRows;
        var full = fits ? [] : Take().ToList();
        _leads.Add((run, lead, values));
        return full;
    }

    /// <summary>What has not been given yet.</summary>
    public IEnumerable<Rows> Take()
    {
        // More than one batch only for a single lead at more stations than a batch has rows.
        var rows = _leads.Count * stationIds.Count;
        for (var first = 0; first < rows; first += Rows.MaximumRows)
        {
            yield return Batch(first, Math.Min(Rows.MaximumRows, rows - first));
        }

        _leads.Clear();
    }

    private Rows Batch(int first, int count)
    {
        var (lead, station) = (new int[count], new int[count]);
        for (var row = 0; row < count; row++)
        {
            (lead[row], station[row]) = Math.DivRem(first + row, stationIds.Count);
        }

        return new Rows(
            Array.ConvertAll(station, s => stationIds[s]),
            Array.ConvertAll(lead, l => _leads[l].Run),
            Array.ConvertAll(lead, l => _leads[l].Lead),
            _leads.SelectMany(l => l.Values.Keys).Distinct(StringComparer.Ordinal).ToDictionary(
                name => name,
                name =>
                {
                    var values = new double[count];
                    for (var row = 0; row < count; row++)
                    {
                        values[row] = _leads[lead[row]].Values.TryGetValue(name, out var ofLead) ? ofLead[station[row]] : double.NaN;
                    }

                    return values;
                },
                StringComparer.Ordinal));
    }
}
