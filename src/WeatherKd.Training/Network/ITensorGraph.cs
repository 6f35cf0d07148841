namespace WeatherKd.Training.Network;

/// <summary>
/// The operations a student is made of. The student is written once (<see cref="StudentForward"/>) against this interface; TorchSharp
/// computes it in training (<see cref="TorchGraph"/>) and the exporter writes it down as ONNX (<c>Export.OnnxGraph</c>), so that the two
/// cannot drift apart. Broadcasting is NumPy's, which both share.
/// </summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
internal interface ITensorGraph<T>
    where T : class
{
    /// <summary>A constant that is not trained, made once per name.</summary>
    T Constant(string name, float[] values, params long[] shape);

    /// <inheritdoc cref="Constant(string, float[], long[])"/>
    T Constant(string name, long[] values, params long[] shape);

    /// <summary>A trained tensor of <see cref="StudentShape.Weights"/>.</summary>
    T Weight(string name);

    T Add(T a, T b);

    T Subtract(T a, T b);

    T Multiply(T a, T b);

    T Divide(T a, T b);

    /// <summary>1 where a value is missing (NaN), else 0, as float.</summary>
    T Missing(T x);

    /// <summary>0 in place of NaN.</summary>
    T ZeroWhereMissing(T x);

    T Clamp(T x, float lowest, float highest);

    T Logarithm(T x);

    T Exponential(T x);

    T Sine(T x);

    T Cosine(T x);

    T HyperbolicTangent(T x);

    /// <summary>log(1 + exp(x)).</summary>
    T Softplus(T x);

    /// <summary>Sum over an axis that stays, with length 1.</summary>
    T Sum(T x, int axis);

    /// <summary>Remainder with the divisor's sign, of whole numbers.</summary>
    T Modulo(T x, T divisor);

    /// <summary>Rows of an axis picked by a constant or computed tensor of whole numbers.</summary>
    T Gather(T x, T indices, int axis);

    T Concatenate(int axis, params T[] parts);

    T Slice(T x, int axis, long start, long end);

    T Unsqueeze(T x, int axis);

    /// <summary>Swaps the first two axes: batch first to time first and back.</summary>
    T SwapBatchAndTime(T x);

    /// <summary>A new shape; 0 keeps the axis at that place.</summary>
    T Reshape(T x, params long[] shape);

    T MatrixProduct(T x, T weights);

    /// <summary>
    /// One LSTM layer, time first. The weights are PyTorch's, named <c>name.weight_ih</c>, <c>weight_hh</c>, <c>bias_ih</c>,
    /// <c>bias_hh</c>.
    /// </summary>
    /// <param name="name">Name of the layer.</param>
    /// <param name="x">Shape <c>[time, batch, feature]</c>.</param>
    /// <param name="state">State before the first hour, each <c>[1, batch, unit]</c>; null is zero.</param>
    /// <returns>Outputs <c>[time, batch, unit]</c> and the state after the last hour.</returns>
    (T Outputs, (T Hidden, T Cell) State) Lstm(string name, T x, (T Hidden, T Cell)? state);

    /// <summary>
    /// Drops a share of the units of <c>[time, batch, unit]</c> in training, the same ones at all hours of a window (Gal and Ghahramani
    /// 2016); the identity elsewhere.
    /// </summary>
    T Dropout(T x);

    /// <summary>The same values, through which no gradient flows.</summary>
    T WithoutGradient(T x);
}
