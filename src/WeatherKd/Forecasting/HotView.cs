using WeatherKd.Alignment;
using WeatherKd.NumericalModels;
using WeatherKd.Variables;

namespace WeatherKd.Forecasting;

/// <summary>The last 72 h of observations and the newest runs at all stations, at one moment. Immutable.</summary>
public sealed class HotView
{
    private readonly Dictionary<string, HourlyObservations> _observations = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Model, string Station), TeacherRuns> _teacher = [];

    private HotView()
    {
    }

    /// <summary>Ids of the stations that have observations here, sorted.</summary>
    public IReadOnlyList<string> Stations { get; private set; } = [];

    /// <summary>Newest whole hour with an observation at any station; null where there is none.</summary>
    public int? NewestHour { get; private set; }

    /// <summary>A station's observations; null where it has none here.</summary>
    public HourlyObservations? Observations(string station) => _observations.GetValueOrDefault(station);

    /// <summary>A model's runs at a station; null where there are none here.</summary>
    public TeacherRuns? Teacher(string model, string station) => _teacher.GetValueOrDefault((model, station));

    /// <summary>Puts shards together.</summary>
    internal static HotView Of(IEnumerable<(string Name, HotRows Rows)> shards, VariableTable variables)
    {
        var view = new HotView();
        IReadOnlyList<string> names = [.. variables.All.Select(v => v.Name)];
        foreach (var (name, rows) in shards)
        {
            if (name.StartsWith(HotSnapshot.ObservationsPrefix, StringComparison.Ordinal))
            {
                view.AddObservations(rows, names);
            }
            else if (name.StartsWith(HotSnapshot.TeacherPrefix, StringComparison.Ordinal))
            {
                view.AddTeacher(name[HotSnapshot.TeacherPrefix.Length..name.LastIndexOf('/')], rows, names, variables);
            }
        }

        view.Stations = [.. view._observations.Keys.Order(StringComparer.Ordinal)];
        view.NewestHour = view._observations.Values.Max(o => o.NewestHour());
        return view;
    }

    private void AddObservations(HotRows rows, IReadOnlyList<string> names)
    {
        foreach (var station in rows.All.GroupBy(r => r.Key.Station, StringComparer.Ordinal))
        {
            var newest = HourIndex.Nearest(station.Max(r => r.Key.Time));
            var grid = new HourlyObservations(station.Key, names, newest - HotSnapshot.Hours, newest);
            foreach (var (key, values) in station)
            {
                for (var v = 0; v < values.Length; v++)
                {
                    grid.Set(key.Time, v, values[v]);
                }
            }

            _observations[station.Key] = grid;
        }
    }

    private void AddTeacher(string model, HotRows rows, IReadOnlyList<string> names, VariableTable variables)
    {
        foreach (var station in rows.All.GroupBy(r => r.Key.Station, StringComparer.Ordinal))
        {
            var runs = new TeacherRuns(station.Key, names);
            var parts = new ScatteredParts(variables);
            foreach (var (key, values) in station)
            {
                for (var v = 0; v < values.Length; v++)
                {
                    runs.Set(HourIndex.Floor(key.Time), key.Lead, v, values[v]);
                    parts.Add(station.Key, HourIndex.Floor(key.Time), key.Lead, names[v], values[v]);
                }
            }

            parts.Fill(_ => runs, names);

            _teacher[(model, station.Key)] = runs;
        }
    }
}
