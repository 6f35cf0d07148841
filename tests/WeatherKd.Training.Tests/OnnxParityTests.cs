using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Students;
using WeatherKd.Training.Export;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

/// <summary>The exported file against the network it was exported from: ONNX Runtime and libtorch share no code.</summary>
[Collection(OneLibtorch.Name)]
public sealed class OnnxParityTests
{
    /// <summary>Relative to the value, or to the variable's standard deviation where that is larger.</summary>
    private const double Tolerance = 1e-5;

    private static readonly SeriesWindows Source = new SimulatedWeather().Windows();

    /// <summary>Fitted once for all cases.</summary>
    private static readonly Lazy<Task<StudentScaling>> Scaling = new(async () =>
        await MosBaselineFit.FitAsync((await ScalingFit.FitAsync(Source, CancellationToken.None)) with
        {
            UsesDayOfYear = true,
        }, Source, CancellationToken.None));

    public enum Inputs
    {
        Usual,
        TeacherAbsent,
        HalfMissing,
        AllMissing,
        Extreme,
    }

    public static TheoryData<StudentArchitecture, StudentVariant, int, Inputs> Cases() =>
    [
        .. from architecture in Enum.GetValues<StudentArchitecture>()
           from variant in Enum.GetValues<StudentVariant>()
           from inputs in Enum.GetValues<Inputs>()
           from count in new[] { 1, 64 }
           select (architecture, variant, count, inputs),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task OnnxRuntimeAndTorchGiveTheSameForecast(
        StudentArchitecture architecture,
        StudentVariant variant,
        int count,
        Inputs inputs)
    {
        var description = Source.Description;
        var scaling = await Scaling.Value;
        using var network = Network(architecture, variant, scaling);
        var block = Make(description, count, inputs);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var expected = network.Forward(WindowBatch.Of(description, [.. Enumerable.Range(0, count).Select(i => (block, i))], null, CPU));

        var onnx = OnnxStudent.Write(network, Lineage(description, variant));
        using var session = StudentSession.Load(onnx, Convert.ToHexStringLower(SHA256.HashData(onnx)));
        var actual = session.Run(
            count,
            block.Observations,
            block.Teacher,
            [.. block.Stations.Select(s => s + 1L)],
            [.. block.Origins.Select(o => (long)o.SinceEpoch)]);

        AssertClose(
            expected.Forecast.contiguous().data<float>().ToArray(),
            actual.Mean,
            at => scaling.TargetScale[at % description.Targets.Count]);
        var levels = StudentGraph.QuantileLevels.Count;
        AssertClose(
            expected.Quantiles.contiguous().data<float>().ToArray(),
            actual.Quantiles,
            at => scaling.TargetScale[at / levels % description.Targets.Count]);
        Assert.All(actual.Quantiles.Chunk(levels), q => Assert.Equal(q.Order(), q));
    }

    [Fact]
    public async Task TheFileCarriesItsLineage()
    {
        using var network = Network(StudentArchitecture.Lstm, StudentVariant.Guided, await Scaling.Value);
        var onnx = OnnxStudent.Write(network, Lineage(Source.Description, StudentVariant.Guided));

        using var session = StudentSession.Load(onnx, Convert.ToHexStringLower(SHA256.HashData(onnx)));

        Assert.Equal(StudentVariant.Guided, session.Lineage.Variant);
        Assert.Equal(Source.Description.Stations, session.Lineage.Stations);
        Assert.Equal(Source.Description.Targets, session.Lineage.Targets);
    }

    /// <summary>Weights far from their start, so that no head is zero and gates saturate here and there.</summary>
    private static StudentNetwork Network(StudentArchitecture architecture, StudentVariant variant, StudentScaling scaling)
    {
        var shape = new StudentShape(Source.Description, variant, 16, usesDayOfYear: true, architecture);
        var network = new StudentNetwork(shape, scaling, 0, 7, CPU);
        var random = new Random(11);
        network.Restore(shape.Weights.ToDictionary(
            w => w.Name,
            w => Values(w, w.Start == WeightStart.Uniform ? 2 / Math.Sqrt(w.FanIn) : 0.5),
            StringComparer.Ordinal));
        network.Calibrate(new QuantileCalibration(
            [.. Enumerable.Range(0, network.Shape.Targets * 5).Select(_ => (float)(0.5 + random.NextDouble()))],
            [.. Enumerable.Range(0, network.Shape.Targets * 5).Select(_ => (float)(0.5 + random.NextDouble()))]));
        return network;

        float[] Values(WeightShape weight, double bound) =>
            [.. Enumerable.Range(0, weight.Count).Select(_ => (float)(((2 * random.NextDouble()) - 1) * bound))];
    }

    private static WindowBlock Make(DatasetDescription description, int count, Inputs inputs)
    {
        var random = new Random(5);
        var block = new WindowBlock(description, count);
        for (var i = 0; i < count; i++)
        {
            // -1 is a station that the student does not know.
            block.Stations[i] = random.Next(-1, description.Stations.Count);
            block.Origins[i] = new Hour(random.Next(-100_000, 600_000));
        }

        Fill(block.Observations, inputs, random);
        Fill(block.Teacher, inputs, random);
        if (inputs == Inputs.TeacherAbsent)
        {
            block.Teacher.AsSpan().Fill(float.NaN);
        }

        return block;
    }

    private static void Fill(float[] values, Inputs inputs, Random random)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = inputs switch
            {
                Inputs.AllMissing => float.NaN,
                Inputs.HalfMissing when random.NextDouble() < 0.5 => float.NaN,
                Inputs.Extreme => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(0, 5))),
                _ => (float)(random.NextDouble() * 100),
            };
        }
    }

    private static void AssertClose(float[] expected, float[] actual, Func<int, float> scale)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var at = 0; at < expected.Length; at++)
        {
            Assert.True(float.IsFinite(actual[at]), $"value {at} is {actual[at]}");
            var allowed = Tolerance * Math.Max(Math.Abs(expected[at]), scale(at));
            Assert.True(
                Math.Abs(expected[at] - actual[at]) <= allowed,
                $"value {at}: torch {expected[at]}, ONNX Runtime {actual[at]}, allowed ±{allowed}");
        }
    }

    private static StudentLineage Lineage(DatasetDescription d, StudentVariant variant) => new()
    {
        Variant = variant,
        Model = d.Model,
        DatasetId = d.Id,
        Stations = d.Stations,
        Inputs = d.Inputs,
        TeacherVariables = d.TeacherVariables,
        Targets = d.Targets,
        HistoryHours = d.HistoryHours,
        HorizonHours = d.HorizonHours,
        QuantileLevels = StudentGraph.QuantileLevels,
        TrainedFrom = d.Split.FirstOrigin.ToTime(),
        TrainedTo = d.Split.ValidationEnd.ToTime(),
        Settings = new TrainingSettings(),
        Epochs = 1,
        BestEpoch = 1,
        Parameters = 1,
        CodeVersion = "0.1.0",
    };
}
