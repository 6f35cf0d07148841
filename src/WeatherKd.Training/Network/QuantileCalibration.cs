using WeatherKd.Students;

namespace WeatherKd.Training.Network;

/// <summary>
/// Factors on the quantiles' steps, per target and level, fitted on the validation part; all 1 before. Shape <c>[target, level]</c>.
/// </summary>
/// <param name="WithTeacher">Where the teacher covers the hour.</param>
/// <param name="WithoutTeacher">Where it does not.</param>
internal sealed record QuantileCalibration(float[] WithTeacher, float[] WithoutTeacher)
{
    public static QuantileCalibration None(int targets) => new(Ones(targets), Ones(targets));

    private static float[] Ones(int targets) => [.. Enumerable.Repeat(1f, targets * StudentGraph.QuantileLevels.Count)];
}
