namespace WeatherKd.Training.Network;

/// <summary>All of some windows that no weight changes.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Encoder">What the body reads of the history. Shape <c>[batch, history, feature]</c>.</param>
/// <param name="Calendar">What it reads of the horizon before the station's vector. Shape <c>[batch, horizon, feature]</c>.</param>
/// <param name="Decoder">And after it.</param>
/// <param name="WithoutTeacher">MOS baseline from the observations, in its unit. Shape <c>[batch, horizon, target]</c>.</param>
/// <param name="WithTeacher">MOS baseline from the teacher too; null where the network reads none.</param>
/// <param name="Covered">1 where the teacher covers the hour; null where the network reads none.</param>
internal sealed record StudentReading<T>(T Encoder, T Calendar, T Decoder, T WithoutTeacher, T? WithTeacher, T? Covered)
    where T : class;
