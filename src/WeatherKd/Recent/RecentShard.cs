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
        await foreach (var rows in ParquetColumns.ReadGroupsAsync(stream, wanted: null, cancellationToken))
        {
            if (model is null)
            {
                ReadObservations(rows, variables.InOrder(rows.Names), observations);
            }
            else
            {
                foreach (var (station, ofStation) in WholeRuns.Of(
                    [rows],
                    RecentTable.Time,
                    variables.InOrder(Composition.Available(rows.Names, variables)),
                    [.. rows.Names],
                    variables))
                {
                    runs.Add(station, ofStation);
                }
            }
        }

        return new RecentShard(model, observations, runs);
    }

    private static void ReadObservations(ParquetColumns rows, IReadOnlyList<string> names, Dictionary<string, HourlyObservations> grids)
    {
        var stations = rows.Text(RecentTable.Station);
        var times = rows.Times(RecentTable.Time);
        var newest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        for (var i = 0; i < stations.Length; i++)
        {
            newest[stations[i]!] = newest.TryGetValue(stations[i]!, out var time) && time > times[i] ? time : times[i];
        }

        foreach (var (station, time) in newest)
        {
            var last = HourIndex.Nearest(time);
            grids.Add(station, new HourlyObservations(station, names, last - RecentSnapshot.Hours, last));
        }

        var gridOfRow = Array.ConvertAll(stations, station => grids[station!]);
        for (var v = 0; v < names.Count; v++)
        {
            var values = rows.Numbers(names[v]);
            for (var i = 0; i < values.Length; i++)
            {
                gridOfRow[i].Set(times[i], v, values[i]);
            }
        }
    }
}
