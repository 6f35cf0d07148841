using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Alignment;

/// <summary>
/// Cuts windows out of a station's observations and runs. The only place that knows a window's layout, for training and serving alike.
/// </summary>
/// <param name="shape">The shape of the windows.</param>
/// <param name="deliveryDelayHours">Hours from a run's start to its delivery.</param>
public sealed class WindowCutter(WindowShape shape, int deliveryDelayHours)
{
    /// <summary>Writes one window into a block.</summary>
    /// <param name="observations">The station's observations; their variables include the shape's inputs and targets.</param>
    /// <param name="teacher">The station's runs; their variables are the shape's teacher variables.</param>
    /// <param name="stationIndex">Index of the station in the shape, or −1 for one it does not list.</param>
    /// <param name="origin">Forecast origin.</param>
    /// <param name="block">Receives the window.</param>
    /// <param name="at">Its place in the block.</param>
    public void Cut(HourlyObservations observations, TeacherRuns teacher, int stationIndex, Hour origin, WindowBlock block, int at)
    {
        var history = shape.HistoryHours;
        var horizon = shape.HorizonHours;
        block.Stations[at] = stationIndex;
        block.Origins[at] = origin;
        Copy(observations, shape.Inputs, origin - history + 1, Slice(block.Observations, at, history * shape.Inputs.Count));
        Copy(observations, shape.Targets, origin + 1, Slice(block.Targets, at, horizon * shape.Targets.Count));
        teacher.FillAsOf(
            origin,
            deliveryDelayHours,
            origin - history + 1,
            Slice(block.Teacher, at, (history + horizon) * shape.TeacherVariables.Count));
    }

    private static Span<float> Slice(float[] values, int at, int width) => values.AsSpan(at * width, width);

    private static void Copy(HourlyObservations observations, IReadOnlyList<string> variables, Hour firstHour, Span<float> target)
    {
        for (var v = 0; v < variables.Count; v++)
        {
            var source = observations.Variables.IndexOf(variables[v]);
            var hour = firstHour;
            for (var i = v; i < target.Length; i += variables.Count, hour++)
            {
                target[i] = source < 0 ? float.NaN : observations[hour, source];
            }
        }
    }
}
