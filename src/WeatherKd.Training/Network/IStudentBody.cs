namespace WeatherKd.Training.Network;

/// <summary>
/// An architecture: what lies between a student's inputs and its heads. It is made for one shape. Everything else (columns, regression,
/// heads, quantiles, training, export) is the same for all. Write it with the operations of <see cref="ITensorGraph{T}"/>; training and the
/// ONNX file then have it both.
/// </summary>
internal interface IStudentBody
{
    /// <summary>
    /// Its trained tensors, whose names are its own. Columns that only a guided student has come after those of every variant, in a tensor
    /// of their own or past <see cref="WeightShape.Common"/>: the variants of one seed then begin alike.
    /// </summary>
    IReadOnlyList<WeightShape> Weights { get; }

    /// <summary>Computes or writes down the body.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="g">The backend.</param>
    /// <param name="history">
    /// Inputs of the past hours, oldest first. Shape <c>[history, batch, feature]</c>, features as in
    /// <see cref="StudentShape.EncoderWidth"/>.
    /// </param>
    /// <param name="horizon">
    /// Inputs of the hours to come. Shape <c>[horizon, batch, feature]</c>, features as in <see cref="StudentShape.DecoderWidth"/>.
    /// </param>
    /// <returns>What the heads read. Shape <c>[horizon, batch, unit]</c> with <see cref="StudentShape.Hidden"/> units.</returns>
    T Run<T>(ITensorGraph<T> g, T history, T horizon)
        where T : class;
}
