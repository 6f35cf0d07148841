using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Loop;

namespace WeatherKd.Benchmarks.Trees;

/// <summary>
/// Trees as a student's further teacher: their forecast of each training window, as a rule by trees that were fitted without the days
/// around it.
/// </summary>
internal sealed class TreesTeacher : IFurtherTeacher
{
    private readonly Dictionary<(Hour Origin, int Station), float[]> _forecasts = [];
    private readonly int _width;

    /// <summary>Fits and forecasts.</summary>
    /// <param name="rows">The training part.</param>
    /// <param name="share"><see cref="Share"/>.</param>
    /// <param name="parts">
    /// Parts of the days, each forecast by the trees of all others; 1 where trees forecast what they were fitted on.
    /// </param>
    public TreesTeacher(ResidualRows rows, double share, int parts)
    {
        Share = share;
        var targets = rows.Baselines[0].Length;
        _width = rows.Horizon * targets;
        var (first, last) = (rows.Windows.Min(w => w.Origin), rows.Windows.Max(w => w.Origin));
        for (var part = 0; part < parts; part++)
        {
            var from = first + ((last - first + 1) * part / parts);
            var until = first + ((last - first + 1) * (part + 1) / parts);

            // The hours that a window forecasts must not be those of a window that was learned from.
            var learned = Choose(w => parts == 1 || w.Origin + rows.Horizon < from || w.Origin - rows.Horizon >= until);
            var left = Choose(w => w.Origin >= from && w.Origin < until);
            var added = ResidualTrees.Fit(rows, learned).Forecast(rows, left);
            for (var at = 0; at < left.Count; at++)
            {
                var forecast = new float[_width];
                for (var value = 0; value < _width; value++)
                {
                    var (lead, target) = (value / targets, value % targets);
                    forecast[value] = rows.Baselines[(left[at] * rows.Horizon) + lead][target] + added[target][(at * rows.Horizon) + lead];
                }

                _forecasts[rows.Windows[left[at]]] = forecast;
            }
        }

        List<int> Choose(Func<(Hour Origin, int Station), bool> isChosen) =>
            [.. Enumerable.Range(0, rows.Windows.Count).Where(w => isChosen(rows.Windows[w]))];
    }

    /// <inheritdoc/>
    public double Share { get; }

    /// <inheritdoc/>
    public float[] Forecast(ReadOnlySpan<(WindowBlock Block, int Index)> windows)
    {
        var forecasts = new float[windows.Length * _width];
        for (var at = 0; at < windows.Length; at++)
        {
            var (block, index) = windows[at];
            _forecasts[(block.Origins[index], block.Stations[index])].CopyTo(forecasts, at * _width);
        }

        return forecasts;
    }
}
