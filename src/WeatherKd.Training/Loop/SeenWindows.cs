using WeatherKd.Training.Network;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>The windows of a step as its network sees them; those that come again without their teacher are the last.</summary>
/// <param name="Reading">What the network reads of them.</param>
/// <param name="Stations">1 + index of the station, 0 where it is hidden or unknown. Shape <c>[batch]</c>.</param>
/// <param name="Targets">Observations, NaN where missing. Shape <c>[batch, horizon, target]</c>.</param>
/// <param name="Taught">What the teacher says of each window the first time, and where; null where nobody learns from it.</param>
internal sealed record SeenWindows(
    StudentReading<Tensor> Reading,
    Tensor Stations,
    Tensor Targets,
    (Tensor Forecast, Tensor Covered)? Taught);
