namespace WeatherKd.Training.Network;

/// <summary>MOS baselines in standard deviations of the targets about their means. Shapes <c>[batch, horizon, target]</c>.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="WithoutTeacher">From the observations alone.</param>
/// <param name="WithTeacher">From the teacher too; null where it is not read.</param>
internal sealed record StandardisedBaselines<T>(T WithoutTeacher, T? WithTeacher)
    where T : class;
