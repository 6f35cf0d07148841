namespace WeatherKd.Verification;

/// <summary>How much a student's forecasts change by its teacher: with it and without, on the same windows.</summary>
/// <param name="targets">The variables forecast, in the order of the forecasts' arrays.</param>
public sealed class TeacherEffect(IReadOnlyList<string> targets)
{
    /// <summary>Fewer windows do not show how large the effect can be.</summary>
    private const int FewestWindows = 200;

    private readonly double[] _largest = new double[targets.Count];
    private int _windows;

    /// <summary>The largest change of each target; empty where there were too few windows.</summary>
    public IReadOnlyDictionary<string, double> Largest => _windows < FewestWindows
        ? new Dictionary<string, double>()
        : targets.Zip(_largest).ToDictionary(t => t.First, t => t.Second, StringComparer.Ordinal);

    /// <summary>Takes in the forecasts of some windows.</summary>
    /// <param name="windows">How many windows they are.</param>
    /// <param name="with">Means with the teacher, shape <c>[window, horizon, target]</c>.</param>
    /// <param name="without">The same without it.</param>
    public void Add(int windows, ReadOnlySpan<float> with, ReadOnlySpan<float> without)
    {
        _windows += windows;
        for (var i = 0; i < with.Length; i++)
        {
            var change = Math.Abs(with[i] - without[i]);
            if (change > _largest[i % targets.Count])
            {
                _largest[i % targets.Count] = change;
            }
        }
    }
}
