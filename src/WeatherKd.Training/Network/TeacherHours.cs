namespace WeatherKd.Training.Network;

/// <summary>The teacher's part of <see cref="WindowHours{T}"/>.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Hours">Its values and flags over history and horizon. Shape <c>[batch, history + horizon, feature]</c>.</param>
/// <param name="Errors">Its recent errors once de-biased, 0 where unknown. Shape <c>[batch, history, target]</c>.</param>
/// <param name="Known">1 where an error is known, in the same shape.</param>
/// <param name="Covered">1 where it covers the hour. Shape <c>[batch, horizon, target]</c>.</param>
/// <param name="Predictors">Those of the MOS baseline with a teacher. Shape <c>[batch, horizon, predictor]</c>.</param>
internal sealed record TeacherHours<T>(T Hours, T Errors, T Known, T Covered, T Predictors)
    where T : class;
