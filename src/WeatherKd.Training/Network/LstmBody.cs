namespace WeatherKd.Training.Network;

/// <summary>Two LSTM layers read the history, two more unroll the horizon from their state: Yoo and Jung's LSTM auto-encoder.</summary>
internal sealed class LstmBody(StudentShape shape) : IStudentBody
{
    /// <inheritdoc/>
    public IReadOnlyList<WeightShape> Weights =>
    [
        .. Layer("encoder.0", shape.EncoderWidth),
        .. Layer("encoder.1", (shape.Hidden, 0)),
        .. Layer("decoder.0", shape.DecoderWidth),
        .. Layer("decoder.1", (shape.Hidden, 0)),
    ];

    /// <inheritdoc/>
    public T Run<T>(ITensorGraph<T> g, T history, T horizon)
        where T : class
    {
        var (below, first) = g.Lstm("encoder.0", history, null);
        var (_, second) = g.Lstm("encoder.1", g.Dropout(below), null);
        var (middle, _) = g.Lstm("decoder.0", horizon, first);
        return g.Lstm("decoder.1", g.Dropout(middle), second).Outputs;
    }

    private IEnumerable<WeightShape> Layer(string name, (int Common, int Guided) width) =>
    [
        new($"{name}.weight_ih", [4 * shape.Hidden, width.Common + width.Guided], WeightStart.Uniform, shape.Hidden, width.Common),
        new($"{name}.weight_hh", [4 * shape.Hidden, shape.Hidden], WeightStart.Uniform, shape.Hidden),
        new($"{name}.bias_ih", [4 * shape.Hidden], WeightStart.ForgetGateOpen),
        new($"{name}.bias_hh", [4 * shape.Hidden], WeightStart.Zero),
    ];
}
