namespace WeatherKd.Training.Network;

/// <summary>What a student gives, in physical units.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Forecast">Shape <c>[batch, horizon, target]</c>.</param>
/// <param name="Quantiles">Shape <c>[batch, horizon, target, level]</c>.</param>
/// <param name="Unit">Usual size of the MOS baseline's error at that hour; broadcasts to the forecast's shape.</param>
internal sealed record StudentOutput<T>(T Forecast, T Quantiles, T Unit)
    where T : class;
