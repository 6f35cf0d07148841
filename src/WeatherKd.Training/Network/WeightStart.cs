namespace WeatherKd.Training.Network;

/// <summary>How a trained tensor begins.</summary>
internal enum WeightStart
{
    /// <summary>All zero: a head that adds nothing until it has learned something.</summary>
    Zero,

    /// <summary>Uniform within ± 1/√fan-in, PyTorch's rule for its layers (for an LSTM the fan-in is the number of units).</summary>
    Uniform,

    /// <summary>Zero but for the forget gate's quarter, which is 1: an untrained layer remembers (Jozefowicz et al. 2015).</summary>
    ForgetGateOpen,
}
