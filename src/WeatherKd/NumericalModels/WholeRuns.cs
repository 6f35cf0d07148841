using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// Puts rows of a model together to the runs of each station, with what follows from parts of a run (<see cref="ScatteredParts"/>): for
/// training and for serving.
/// </summary>
internal static class WholeRuns
{
    /// <summary>The runs of each station, by its id.</summary>
    /// <param name="groups">Rows in order of arrival: the latest stands. Flagged values do not enter.</param>
    /// <param name="wanted">Variables wanted.</param>
    /// <param name="columns">Names of all columns of values of the rows.</param>
    /// <param name="variables">The table of variables.</param>
    public static SortedDictionary<string, TeacherRuns> Of(
        IEnumerable<Rows> groups,
        IReadOnlyList<string> wanted,
        IReadOnlyCollection<string> columns,
        VariableTable variables)
    {
        var stations = Read(groups, ComputedVariables.ToRead(wanted), columns, variables);
        foreach (var (id, runs) in stations.ToList())
        {
            stations[id] = runs.Select(wanted);
        }

        return stations;
    }

    private static SortedDictionary<string, TeacherRuns> Read(
        IEnumerable<Rows> groups,
        IReadOnlyList<string> wanted,
        IReadOnlyCollection<string> columns,
        VariableTable variables)
    {
        var stations = new SortedDictionary<string, TeacherRuns>(StringComparer.Ordinal);
        var parts = new ScatteredParts(wanted, columns, variables);
        foreach (var rows in groups)
        {
            var runs = Array.ConvertAll(rows.Times, Hour.Floor);
            parts.Add(rows, runs);
            var runsOfRow = Array.ConvertAll(rows.StationIds, RunsOf);
            for (var v = 0; v < wanted.Count; v++)
            {
                if (!rows.Values.TryGetValue(wanted[v], out var values))
                {
                    continue;
                }

                var flags = rows.Flags.GetValueOrDefault(wanted[v]);
                for (var i = 0; i < values.Length; i++)
                {
                    if (flags?[i] is null)
                    {
                        runsOfRow[i].Set(runs[i], rows.LeadHours[i], v, values[i]);
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
