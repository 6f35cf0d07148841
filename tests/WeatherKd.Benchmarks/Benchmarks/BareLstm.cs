using TorchSharp.Modules;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using static TorchSharp.torch;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// The student's four LSTM layers alone, made of libtorch's own <c>nn.LSTM</c> (on CUDA cuDNN's): forward over random numbers, backward,
/// clipping and Adam. What no training of this network on this device can surpass by much.
/// </summary>
internal sealed class BareLstm : IDisposable
{
    private readonly LSTM[] _layers;
    private readonly optim.Optimizer _optimiser;
    private readonly Tensor _history;
    private readonly Tensor _horizon;

    /// <summary>Layers of a student's widths.</summary>
    /// <param name="shape">The student's.</param>
    /// <param name="rows">Windows in a step, those that are shown twice counted twice.</param>
    /// <param name="device">Where to compute.</param>
    public BareLstm(StudentShape shape, int rows, Device device)
    {
        var (encoder, decoder) = (shape.EncoderWidth, shape.DecoderWidth);
        _layers =
        [
            .. new[] { encoder.Common + encoder.Guided, shape.Hidden, decoder.Common + decoder.Guided, shape.Hidden }
                .Select(width => nn.LSTM(width, shape.Hidden, device: device))
        ];
        _optimiser = optim.Adam(_layers.SelectMany(l => l.parameters()), 1e-3);
        _history = rand([shape.History, rows, encoder.Common + encoder.Guided], device: device);
        _horizon = rand([shape.Horizon, rows, decoder.Common + decoder.Guided], device: device);
    }

    /// <summary>One step.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        _optimiser.zero_grad();
        var (below, h0, c0) = _layers[0].call(_history);
        var (_, h1, c1) = _layers[1].call(below);
        var (middle, _, _) = _layers[2].call(_horizon, (h0, c0));
        var (top, _, _) = _layers[3].call(middle, (h1, c1));
        top.Squared().mean().backward();
        nn.utils.clip_grad_norm_(_layers.SelectMany(l => l.parameters()), 1);
        _optimiser.step();
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _history.Dispose();
        _horizon.Dispose();
        Array.ForEach(_layers, l => l.Dispose());
    }
}
