using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>
/// Compares each value with those of its neighbours at the same time, as titanlib's <c>buddy_check</c> does: neighbours' values are moved
/// to the station's height, and a value further from their mean than so many of their standard deviations is rejected. The spread is never
/// taken smaller than <see cref="WeatherVariable.BuddySpread"/>. Of neighbours, the worst goes first and no longer counts when the rest is
/// judged again, so that one bad station does not condemn those around it.
/// </summary>
internal sealed class BuddyTest(StationNeighbours neighbours, QualityOptions options)
{
    /// <param name="batches">The batches to compare.</param>
    /// <param name="firstNew">Index of the first batch whose values are judged; earlier ones only serve as neighbours.</param>
    /// <param name="variables">The variables to check.</param>
    /// <param name="findings">Receives the rejections.</param>
    public void Check(
        IReadOnlyList<Rows> batches,
        int firstNew,
        IEnumerable<WeatherVariable> variables,
        QualityFindings findings)
    {
        var times = RowsByTime(batches);
        var values = new double[neighbours.Count];
        foreach (var variable in variables.Where(v => v.BuddySpread is not null))
        {
            foreach (var rows in times)
            {
                Array.Fill(values, double.NaN);
                foreach (var (station, batch, row) in rows)
                {
                    if (batches[batch].Values.TryGetValue(variable.Name, out var column)
                        && batches[batch].FlagOf(variable.Name, row) is null
                        && !double.IsNaN(column[row]))
                    {
                        values[station] = column[row];
                    }
                }

                Judge(batches, firstNew, rows, values, variable, findings);
            }
        }
    }

    private void Judge(
        IReadOnlyList<Rows> batches,
        int firstNew,
        List<(int Station, int Batch, int Row)> rows,
        double[] values,
        WeatherVariable variable,
        QualityFindings findings)
    {
        var deviations = new double[values.Length];
        bool rejectedAny;
        do
        {
            rejectedAny = false;
            foreach (var (station, _, _) in rows)
            {
                deviations[station] = Deviation(values, station, variable).Deviation;
            }

            foreach (var (station, batch, row) in rows)
            {
                if (batch >= firstNew
                    && deviations[station] > options.BuddyThreshold
                    && values[station] == batches[batch].Values[variable.Name][row]
                    && neighbours.Of(station).All(n => !(deviations[n.Station] > deviations[station])))
                {
                    var expected = Deviation(values, station, variable).Mean;
                    findings.Reject(
                        batches[batch],
                        row,
                        variable.Name,
                        QualityTests.Buddy,
                        expected,
                        (deviations[station] / options.BuddyThreshold) - 1);
                    values[station] = deviations[station] = double.NaN;
                    rejectedAny = true;
                }
            }
        }
        while (rejectedAny);
    }

    /// <summary>
    /// The neighbours' mean at a station's height, and how many of their standard deviations the station's value is away from it; NaN where
    /// too few have one.
    /// </summary>
    private (double Mean, double Deviation) Deviation(double[] values, int station, WeatherVariable variable)
    {
        var value = values[station];
        var perMetre = variable.ChangePerMetre ?? 0;
        var (count, sum, squares) = (0, 0.0, 0.0);
        foreach (var (neighbour, higher) in neighbours.Of(station))
        {
            // Taken relative to the value under test, so that the squares lose no digits.
            var difference = values[neighbour] - (higher * perMetre) - value;
            if (!double.IsNaN(difference))
            {
                count++;
                sum += difference;
                squares += difference * difference;
            }
        }

        if (count < options.BuddyMinimum)
        {
            return (double.NaN, double.NaN);
        }

        var mean = sum / count;
        var spread = Math.Max(Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))), variable.BuddySpread!.Value);
        return (value + mean, Math.Abs(mean) / spread);
    }

    /// <summary>The rows of each time at which enough stations report.</summary>
    private List<List<(int Station, int Batch, int Row)>> RowsByTime(IReadOnlyList<Rows> batches)
    {
        if (!neighbours.AnyHas(options.BuddyMinimum))
        {
            return [];
        }

        var byTime = new SortedDictionary<long, List<(int Station, int Batch, int Row)>>();
        for (var b = 0; b < batches.Count; b++)
        {
            var batch = batches[b];
            for (var row = 0; row < batch.Count; row++)
            {
                if (neighbours.IndexOf(batch.StationIds[row]) is not { } station)
                {
                    continue;
                }

                var ticks = batch.Times[row].UtcTicks;
                if (!byTime.TryGetValue(ticks, out var rows))
                {
                    byTime.Add(ticks, rows = []);
                }

                rows.Add((station, b, row));
            }
        }

        return [.. byTime.Values.Where(rows => rows.Count > options.BuddyMinimum)];
    }
}
