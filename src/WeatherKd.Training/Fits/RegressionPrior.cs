using WeatherKd.Training.Network;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>Weights that a regression is held back towards where its own rows say little.</summary>
/// <param name="Kind">Where they come from.</param>
/// <param name="Weights">Shape <c>[1 + station, column]</c>, double precision; row 0 is of unknown stations.</param>
internal sealed record RegressionPrior(PriorKind Kind, Tensor Weights);
