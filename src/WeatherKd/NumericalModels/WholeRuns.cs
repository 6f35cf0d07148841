using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// Puts rows of a model together to the runs of each station, with what follows from parts of a run (<see cref="ScatteredParts"/>): for
/// training and for serving.
/// </summary>
internal static class WholeRuns
{
    /// <summary>The runs of each station, by its id.</summary>
    /// <param name="groups">
    /// Rows with the columns <c>station_id</c> and <c>lead_hours</c>, in order of arrival: the latest stands. Flagged values do not enter.
    /// </param>
    /// <param name="runColumn">Name of the column with the start of the run.</param>
    /// <param name="wanted">Variables wanted.</param>
    /// <param name="columns">Names of all columns of the rows.</param>
    /// <param name="variables">The table of variables.</param>
    public static SortedDictionary<string, TeacherRuns> Of(
        IEnumerable<ParquetColumns> groups,
        string runColumn,
        IReadOnlyList<string> wanted,
        IReadOnlyCollection<string> columns,
        VariableTable variables)
    {
        var stations = new SortedDictionary<string, TeacherRuns>(StringComparer.Ordinal);
        var parts = new ScatteredParts(wanted, columns, variables);
        foreach (var rows in groups)
        {
            var ids = rows.Text(RecordColumns.Station);
            var runs = Array.ConvertAll(rows.Times(runColumn), HourIndex.Floor);
            var leads = rows.WholeNumbers(RecordColumns.Lead);
            parts.Add(rows, ids, runs, leads);
            var runsOfRow = Array.ConvertAll(ids, id => RunsOf(id!));
            for (var v = 0; v < wanted.Count; v++)
            {
                if (!rows.Has(wanted[v]))
                {
                    continue;
                }

                var values = rows.Numbers(wanted[v]);
                var flags = rows.FlagsOf(wanted[v]);
                for (var i = 0; i < ids.Length; i++)
                {
                    if (flags?[i] is null)
                    {
                        runsOfRow[i].Set(runs[i], leads[i], v, values[i]);
                    }
                    else
                    {
                        runsOfRow[i].CountFlagged(runs[i]);
                    }
                }
            }
        }

        parts.Fill(RunsOf);
        return stations;

        TeacherRuns RunsOf(string id)
        {
            if (!stations.TryGetValue(id, out var station))
            {
                stations.Add(id, station = new TeacherRuns(id, wanted));
            }

            return station;
        }
    }
}
