namespace WeatherKd.Verification;

/// <summary>How much a student's forecasts change by its teacher: with it and without, on the same windows.</summary>
/// <param name="targets">The variables forecast, in the order of the forecasts' arrays.</param>
public sealed class TeacherEffect(IReadOnlyList<string> targets)
{
    /// <summary>Fewer windows with a teacher do not show how large the effect can be.</summary>
    private const int FewestWindows = 200;

    private readonly double[] _largest = new double[targets.Count];
    private int _windows;

    /// <summary>The largest change of each target; empty where too few windows had a teacher.</summary>
    public IReadOnlyDictionary<string, double> Largest => _windows < FewestWindows
        ? new Dictionary<string, double>()
        : targets.Zip(_largest).ToDictionary(t => t.First, t => t.Second, StringComparer.Ordinal);

    /// <summary>Takes in the forecasts of some windows.</summary>
    /// <param name="windows">How many windows they are.</param>
    /// <param name="with">Means with the teacher, shape <c>[window, horizon, target]</c>.</param>
    /// <param name="without">The same without it.</param>
    public void Add(int windows, ReadOnlySpan<float> with, ReadOnlySpan<float> without)
    {
        var length = windows == 0 ? 0 : with.Length / windows;
        for (var window = 0; window < windows; window++)
        {
            Add(with.Slice(window * length, length), without.Slice(window * length, length));
        }
    }

    private void Add(ReadOnlySpan<float> with, ReadOnlySpan<float> without)
    {
        // A window without a teacher says nothing of the teacher's effect: counted as none it would bound the effect by 0.
        if (with.SequenceEqual(without))
        {
            return;
        }

        _windows++;
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
