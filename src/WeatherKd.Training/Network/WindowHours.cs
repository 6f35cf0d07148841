namespace WeatherKd.Training.Network;

/// <summary>The hours of some windows, standardised: what network and MOS baselines read.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Observed">Observations and flags over the history. Shape <c>[batch, history, feature]</c>.</param>
/// <param name="Calendar">Of the horizon. Shape <c>[batch, horizon, feature]</c>.</param>
/// <param name="Predictors">Those of the MOS baseline without a teacher. Shape <c>[batch, horizon, predictor]</c>.</param>
/// <param name="Level">What the targets are departures from. Shape <c>[batch, 1, target]</c>, or one that broadcasts to it.</param>
/// <param name="Teacher">The teacher's part; null where it is not read.</param>
internal sealed record WindowHours<T>(T Observed, T Calendar, T Predictors, T Level, TeacherHours<T>? Teacher)
    where T : class;
