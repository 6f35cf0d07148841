using WeatherKd.Alignment;
using WeatherKd.Series;

namespace WeatherKd.Training.Windows;

/// <summary>
/// The hourly observations of a training part, put together again out of its windows' histories: what is compared with the teacher's
/// series.
/// </summary>
internal sealed class ObservedHours
{
    /// <summary>Hours of a station that are kept, its newest: more say the same of mean and amplitude.</summary>
    private const int MostHours = 2 * 8766;

    private readonly Dictionary<int, (List<Hour> Hours, List<float> Values)> _stations = [];
    private readonly int _inputs;

    private ObservedHours(int inputs) => _inputs = inputs;

    /// <summary>Reads the training part once, what it has of some stations: memory is theirs.</summary>
    /// <param name="source">Where the windows come from.</param>
    /// <param name="first">Index of the first station.</param>
    /// <param name="count">Number of stations.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<ObservedHours> ReadAsync(IWindowSource source, int first, int count, CancellationToken cancellationToken)
    {
        var (history, inputs) = (source.Description.HistoryHours, source.Description.Inputs.Count);
        var hours = new ObservedHours(inputs);
        for (var number = 0; number < source.BlockSizes(DatasetPart.Training).Count; number++)
        {
            if (!source.MayHold(DatasetPart.Training, number, first, count))
            {
                continue;
            }

            var block = await source.ReadAsync(DatasetPart.Training, number, cancellationToken);
            for (var window = 0; window < block.Count; window++)
            {
                if (block.Stations[window] < first || block.Stations[window] >= first + count)
                {
                    continue;
                }

                hours.Add(
                    block.Stations[window],
                    block.Origins[window],
                    block.Observations.AsSpan(window * history * inputs, history * inputs));
            }
        }

        return hours;
    }

    /// <summary>The hours that were both observed and forecast.</summary>
    public IReadOnlyList<SharedHour> Pairs(int station, int input, TeacherSeries series, int column)
    {
        var pairs = new List<SharedHour>();
        if (!_stations.TryGetValue(station, out var known))
        {
            return pairs;
        }

        for (var at = 0; at < known.Hours.Count; at++)
        {
            var (hour, value) = (known.Hours[at], known.Values[(at * _inputs) + input]);
            if (hour >= series.FirstHour && hour <= series.LastHour && float.IsFinite(value)
                && series.Values[((hour - series.FirstHour) * series.Variables.Count) + column] is var teacher && float.IsFinite(teacher))
            {
                pairs.Add(new SharedHour(hour, value, teacher));
            }
        }

        return pairs;
    }

    private void Add(int station, Hour origin, ReadOnlySpan<float> window)
    {
        if (!_stations.TryGetValue(station, out var known))
        {
            _stations.Add(station, known = ([], []));
        }

        // Windows of a station come in order of time; of two that overlap the later adds what is new.
        var history = window.Length / _inputs;
        var next = Hour.Max(origin - history + 1, known.Hours.Count == 0 ? Hour.MinValue : known.Hours[^1] + 1);
        for (var hour = next; hour <= origin; hour++)
        {
            known.Hours.Add(hour);
            known.Values.AddRange(window.Slice((hour - origin + history - 1) * _inputs, _inputs));
        }

        if (known.Hours.Count > 2 * MostHours)
        {
            var old = known.Hours.Count - MostHours;
            known.Hours.RemoveRange(0, old);
            known.Values.RemoveRange(0, old * _inputs);
        }
    }
}

/// <summary>An hour that was both observed and forecast.</summary>
/// <param name="Hour">The hour.</param>
/// <param name="Observed">The observation.</param>
/// <param name="Teacher">What the teacher's series says.</param>
internal readonly record struct SharedHour(Hour Hour, double Observed, double Teacher);
