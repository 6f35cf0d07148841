using WeatherKd.Alignment;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

/// <summary>What every architecture keeps; <see cref="OnnxParityTests"/> has the export of each.</summary>
[Collection(OneLibtorch.Name)]
public sealed class StudentBodyTests
{
    private static readonly SeriesWindows Source = new SimulatedWeather().Windows();

    private static readonly TrainingSettings Small = new() { Epochs = 3, Patience = 3, HiddenSize = 8, BatchSize = 32, Device = "cpu" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<StudentArchitecture> Architectures => [.. Enum.GetValues<StudentArchitecture>()];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void EveryHourOfTheHistoryReachesEveryHourOfTheHorizon(StudentArchitecture architecture)
    {
        using var scope = NewDisposeScope();
        var shape = Shape(architecture, StudentVariant.Guided);
        using var graph = Graph(shape);
        var history = Inputs(shape.History, shape.EncoderWidth);
        var horizon = Inputs(shape.Horizon, shape.DecoderWidth);
        using var noGradient = no_grad();
        var usual = shape.Body.Run(graph, history, horizon);

        Assert.Equal([shape.Horizon, 2, shape.Hidden], usual.shape);
        for (var hour = 0; hour < shape.History; hour++)
        {
            var onlyThen = zeros_like(history);
            HostTensors.Write(onlyThen.narrow(0, hour, 1), [.. Enumerable.Repeat(5f, (int)history[0].numel())]);
            var changed = (shape.Body.Run(graph, history.Add(onlyThen), horizon) - usual).abs().amax(1, 2);

            Assert.All(HostTensors.Read(changed), difference => Assert.True(difference > 0, $"hour {hour} is not seen"));
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void TheVariantsOfASeedBeginWithTheSameNumbersWhereTheirLayersAreTheSame(StudentArchitecture architecture)
    {
        var guided = Shape(architecture, StudentVariant.Guided).Weights.ToDictionary(w => w.Name, StringComparer.Ordinal);
        foreach (var weight in Shape(architecture, StudentVariant.Standalone).Weights)
        {
            var wide = guided[weight.Name];
            var (own, theirs) = (InitialWeights.Of(weight, 3), InitialWeights.Of(wide, 3));
            var (width, wideWidth) = ((int)weight.Shape[^1], (int)wide.Shape[^1]);
            // The range of a wider layer is narrower.
            var narrower = (float)Math.Sqrt((double)weight.FanIn / wide.FanIn);
            for (var row = 0; row < own.Length / width; row++)
            {
                var expected = own.AsSpan(row * width, width).ToArray().Select(v => v * narrower);
                Assert.All(
                    expected.Zip(theirs.AsSpan(row * wideWidth, width).ToArray()),
                    pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public async Task ATrainingThatWasCutOffGoesOnAsIfItHadNotBeenAndLowersTheError(StudentArchitecture architecture)
    {
        var settings = Small with { Architecture = architecture };
        var whole = new MemoryJournal();
        var student = await Run(settings, whole).RunAsync(Cancel);
        var crashing = new MemoryJournal { CrashAfterEpoch = 2 };
        await Assert.ThrowsAsync<MemoryJournal.CrashException>(() => Run(settings, crashing).RunAsync(Cancel));
        var resumed = await Run(settings, new MemoryJournal { Checkpoint = crashing.Checkpoint }).RunAsync(Cancel);

        Assert.Equal(student.Onnx, resumed.Onnx);
        Assert.True(whole.Progress[^1].TrainingRmse < whole.Progress[0].TrainingRmse);
    }

    private static TrainingRun Run(TrainingSettings settings, MemoryJournal journal) =>
        new(Source, StudentVariant.Guided, settings, journal);

    private static StudentShape Shape(StudentArchitecture architecture, StudentVariant variant) =>
        new(Source.Description, variant, 8, usesDayOfYear: false, architecture);

    private static TorchGraph Graph(StudentShape shape)
    {
        var graph = new TorchGraph(shape, 0, CPU);
        foreach (var weight in shape.Weights)
        {
            HostTensors.Write(graph.Weights[weight.Name], InitialWeights.Of(weight, 1));
        }

        return graph;
    }

    private static Tensor Inputs(int hours, (int Common, int Guided) width)
    {
        var random = new Random(hours);
        var values = Enumerable.Range(0, hours * 2 * (width.Common + width.Guided))
            .Select(_ => (float)(random.NextDouble() - 0.5))
            .ToArray();
        return tensor(values, [hours, 2, width.Common + width.Guided]);
    }
}
