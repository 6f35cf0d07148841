namespace WeatherKd.Training.Experiments;

/// <summary>
/// When a student is scored: evenly in the logarithm of the windows seen, from 1/100 of an epoch to the first epoch's end, then after each
/// epoch.
/// </summary>
public static class EvaluationSchedule
{
    private const double First = 0.01;

    /// <summary>Evaluations per factor of ten.</summary>
    private const int PerDecade = 6;

    /// <summary>Numbers of steps within the first epoch after which to score, ascending, without the epoch's last.</summary>
    public static IReadOnlyList<int> StepsWithinFirstEpoch(int stepsPerEpoch)
    {
        var count = (int)Math.Round(-Math.Log10(First) * PerDecade);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(i => (int)Math.Round(stepsPerEpoch * First * Math.Pow(10, (double)i / PerDecade)))
                .Where(s => s > 0 && s < stepsPerEpoch)
                .Distinct()
        ];
    }
}
