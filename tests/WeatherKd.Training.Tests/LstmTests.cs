using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

[Collection(OneLibtorch.Name)]
public sealed class LstmTests
{
    [Fact]
    public void ALayerGivesTheSameWithAndWithoutGradients()
    {
        var shape = new StudentShape(new SimulatedWeather().Windows().Description, StudentVariant.Standalone, 16, usesDayOfYear: false);
        using var graph = new TorchGraph(shape, 0, CPU);
        using var scope = NewDisposeScope();
        var random = new Random(1);
        foreach (var weight in shape.Weights)
        {
            HostTensors.Write(
                graph.Weights[weight.Name],
                [.. Enumerable.Range(0, weight.Count).Select(_ => (float)(random.NextDouble() - 0.5))]);
        }

        var width = shape.EncoderWidth.Common + shape.EncoderWidth.Guided;
        var x = tensor(Enumerable.Range(0, 48 * 8 * width).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray(), [48, 8, width]);
        var withGradients = graph.Lstm("encoder.0", x, null).Outputs;
        using var noGradient = no_grad();
        var without = graph.Lstm("encoder.0", x, null).Outputs;

        Assert.True(without.allclose(withGradients, 1e-5, 1e-5));
        Assert.False(without.requires_grad);
    }
}
