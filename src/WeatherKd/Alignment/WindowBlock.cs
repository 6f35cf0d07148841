using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>
/// Some windows, in physical units, row-major, <see cref="float.NaN"/> where a value is missing. Blocks are the unit of
/// reading and shuffling: a dataset larger than memory is read block by block.
/// </summary>
public sealed class WindowBlock
{
    /// <summary>Room for a number of windows of one shape.</summary>
    public WindowBlock(WindowShape shape, int count)
    {
        Count = count;
        Stations = new int[count];
        Origins = new Hour[count];
        Observations = new float[count * shape.HistoryHours * shape.Inputs.Count];
        Teacher = new float[count * (shape.HistoryHours + shape.HorizonHours) * shape.TeacherVariables.Count];
        Targets = new float[count * shape.HorizonHours * shape.Targets.Count];
    }

    /// <summary>Number of windows.</summary>
    public int Count { get; }

    /// <summary>Index of each window's station in <see cref="WindowShape.Stations"/>. Shape <c>[count]</c>.</summary>
    public int[] Stations { get; }

    /// <summary>Forecast origin of each window. Shape <c>[count]</c>.</summary>
    public Hour[] Origins { get; }

    /// <summary>Observations of the hours origin − history + 1 … origin. Shape <c>[count, history, input]</c>.</summary>
    public float[] Observations { get; }

    /// <summary>
    /// The teacher as it was known at the origin, for the hours origin − history + 1 … origin + horizon: the value for each valid time
    /// comes from the newest run available at or before the origin that covers it. Shape <c>[count, history + horizon, teacher
    /// variable]</c>.
    /// </summary>
    public float[] Teacher { get; }

    /// <summary>Observations of the hours origin + 1 … origin + horizon. Shape <c>[count, horizon, target]</c>.</summary>
    public float[] Targets { get; }
}
