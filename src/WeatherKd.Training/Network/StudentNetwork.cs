using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Network;

/// <summary>A student that can be trained: weights on a device and the forward pass over batches in physical units.</summary>
internal sealed class StudentNetwork : IDisposable
{
    private readonly TorchGraph _graph;
    private StudentForward _forward;

    /// <summary>A student with the first weights of a seed.</summary>
    public StudentNetwork(StudentShape shape, StudentScaling scaling, double dropout, int seed, Device device)
    {
        Shape = shape;
        Scaling = scaling;
        Calibration = QuantileCalibration.None(shape.Targets);
        _graph = new TorchGraph(shape, dropout, device);
        _forward = new StudentForward(shape, scaling, Calibration);
        Restore(shape.Weights.ToDictionary(w => w.Name, w => InitialWeights.Of(w, seed), StringComparer.Ordinal));
    }

    public StudentShape Shape { get; }

    public StudentScaling Scaling { get; private set; }

    public QuantileCalibration Calibration { get; private set; }

    /// <summary>Whether dropout is on.</summary>
    public bool IsTraining
    {
        get => _graph.IsTraining;
        set => _graph.IsTraining = value;
    }

    /// <summary>Trained tensors in the order of <see cref="StudentShape.Weights"/>.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Weights => [.. Shape.Weights.Select(w => (w.Name, (Tensor)_graph.Weights[w.Name]))];

    /// <summary>Number of trained values.</summary>
    public long ParameterCount => Shape.Weights.Sum(w => (long)w.Count);

    /// <summary>Forecast and quantiles in physical units; they belong to the caller's dispose scope.</summary>
    public StudentOutput<Tensor> Forward(WindowBatch batch) =>
        _forward.Run(_graph, batch.Observations, batch.Teacher, batch.Stations, batch.Origins);

    /// <summary>All of a batch that no weight changes; it belongs to the caller's dispose scope.</summary>
    public StudentReading<Tensor> Read(WindowBatch batch)
    {
        using var noGradient = no_grad();
        return _forward.Read(_graph, batch.Observations, batch.Teacher, batch.Stations, batch.Origins);
    }

    /// <summary>As <see cref="Forward(WindowBatch)"/>, of what was read before.</summary>
    /// <param name="reading">From <see cref="Read"/>.</param>
    /// <param name="stations">Stations of the windows, 0 where hidden or unknown.</param>
    public StudentOutput<Tensor> Forward(StudentReading<Tensor> reading, Tensor stations) =>
        _forward.Run(_graph, reading, stations);

    /// <summary>The de-biased teacher over the horizon and where it exists. Shapes <c>[batch, horizon, target]</c>.</summary>
    public (Tensor Values, Tensor Covered) DebiasedTeacher(WindowBatch batch)
    {
        if (Shape.Teacher.Count == 0)
        {
            return (zeros_like(batch.Targets), zeros_like(batch.Targets));
        }

        var horizon = batch.Teacher.narrow(1, Shape.History, Shape.Horizon);
        return _forward.MosBaseline.DebiasedTeacher(_graph, horizon, batch.Stations);
    }

    /// <summary>
    /// The MOS baseline with the teacher, whether or not the network reads it, and where the teacher exists. Shapes <c>[batch, horizon,
    /// target]</c>.
    /// </summary>
    public (Tensor Forecast, Tensor Covered) BaselineWithTeacher(WindowBatch batch)
    {
        var (_, withTeacher, covered) = _forward.MosBaseline.Both(_graph, batch.Observations, batch.Teacher, batch.Stations, batch.Origins);
        return (withTeacher, covered);
    }

    /// <summary>The MOS baseline without it. Shape <c>[batch, horizon, target]</c>.</summary>
    public Tensor BaselineWithoutTeacher(WindowBatch batch) =>
        _forward.MosBaseline.WithoutTeacher(_graph, batch.Observations, batch.Teacher, batch.Stations, batch.Origins);

    /// <summary>Sets how wide the quantiles lie.</summary>
    public void Calibrate(QuantileCalibration calibration)
    {
        Calibration = calibration;
        Renew();
    }

    /// <summary>Sets the MOS baselines.</summary>
    public void Guess(StudentScaling scaling)
    {
        Scaling = scaling;
        Renew();
    }

    private void Renew()
    {
        _graph.ForgetConstants();
        _forward = new StudentForward(Shape, Scaling, Calibration);
    }

    /// <summary>A copy of all weights on the host.</summary>
    public Dictionary<string, float[]> Snapshot() =>
        Weights.ToDictionary(w => w.Name, w => HostTensors.Read(w.Value), StringComparer.Ordinal);

    /// <summary>Sets all weights from the host.</summary>
    public void Restore(IReadOnlyDictionary<string, float[]> weights)
    {
        foreach (var (name, value) in Weights)
        {
            HostTensors.Write(value, weights[name]);
        }
    }

    public void Dispose() => _graph.Dispose();
}
