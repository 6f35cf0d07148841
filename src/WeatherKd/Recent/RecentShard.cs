using WeatherKd.NumericalModels;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Recent;

/// <summary>
/// One shard of the recent snapshot as serving reads it: dense hourly grids and runs, a fifth of the size of its rows. Immutable.
/// </summary>
internal sealed class RecentShard
{
    private RecentShard(string? model, Dictionary<string, HourlyObservations> observations, Dictionary<string, TeacherRuns> runs)
    {
        Model = model;
        Observations = observations;
        Runs = runs;
    }

    /// <summary>The model whose runs it holds; null for observations.</summary>
    public string? Model { get; }

    /// <summary>Observations by station.</summary>
    public IReadOnlyDictionary<string, HourlyObservations> Observations { get; }

    /// <summary>Runs by station.</summary>
    public IReadOnlyDictionary<string, TeacherRuns> Runs { get; }

    /// <summary>The model whose runs a shard of this name holds; null for observations.</summary>
    public static string? ModelOf(string name) => name.StartsWith(RecentSnapshot.TeacherPrefix, StringComparison.Ordinal)
        ? name[RecentSnapshot.TeacherPrefix.Length..name.LastIndexOf('/')]
        : null;

    /// <summary>Reads a shard.</summary>
    public static async Task<RecentShard> ReadAsync(
        string name,
        Stream stream,
        VariableTable variables,
        CancellationToken cancellationToken)
    {
        var model = ModelOf(name);
        var observations = new Dictionary<string, HourlyObservations>(StringComparer.Ordinal);
        var runs = new Dictionary<string, TeacherRuns>(StringComparer.Ordinal);
        await foreach (var columns in ParquetColumns.ReadGroupsAsync(stream, wanted: null, cancellationToken))
        {
            var rows = RecentTable.RowsOf(columns, variables);
            if (model is null)
            {
                ReadObservations(rows, variables.InOrder(rows.Values.Keys), observations);
            }
            else
            {
                foreach (var (station, ofStation) in WholeRuns.Of(
                    [rows],
                    variables.InOrder(Composition.Available(rows.Values.Keys, variables)),
                    [.. rows.Values.Keys],
                    variables))
                {
                    runs.Add(station, ofStation);
                }
            }
        }

        return new RecentShard(model, observations, runs);
    }

    private static void ReadObservations(Rows rows, IReadOnlyList<string> names, Dictionary<string, HourlyObservations> grids)
    {
        var columns = names.Select(name => rows.Values[name]).ToArray();

        // Rows are sorted by station and time: the last one of a station is its newest.
        for (var (first, end) = (0, 0); first < rows.Count; first = end)
        {
            var station = rows.StationIds[first];
            while (end < rows.Count && rows.StationIds[end] == station)
            {
                end++;
            }

            var last = Hour.Nearest(rows.Times[end - 1]);
            var grid = new HourlyObservations(station, names, last - RecentSnapshot.Hours, last);
            for (var row = first; row < end; row++)
            {
                grid.SetRow(rows.Times[row], columns, row);
            }

            grids.Add(station, grid);
        }
    }
}
