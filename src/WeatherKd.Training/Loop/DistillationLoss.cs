using WeatherKd.Students;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// What a step minimises. The mean is trained by squared errors, so that its RMSE is the least; the quantiles by the pinball loss. Each
/// variable's squared error is divided by its own running mean, so that one that is forecast well (temperature) is not drowned by one that
/// is not (wind). Missing observations have no part in it.
/// </summary>
internal sealed class DistillationLoss : IDisposable
{
    /// <summary>Weight of the pinball loss beside the squared errors.</summary>
    private const double QuantileWeight = 0.5;

    /// <summary>Share of a new batch of the usual size in the running means: some fifty such batches count.</summary>
    private const double RunningShare = 0.02;

    private readonly StudentNetwork _network;
    private readonly double _share;
    private readonly Tensor _levels;
    private readonly Tensor _running;
    private readonly Tensor _counted;

    /// <param name="network">Whose loss.</param>
    /// <param name="batchShare">Windows of a batch, in usual ones.</param>
    /// <param name="device">Where to compute.</param>
    public DistillationLoss(StudentNetwork network, double batchShare, Device device)
    {
        _network = network;
        _share = 1 - Math.Pow(1 - RunningShare, batchShare);
        _levels = tensor(StudentGraph.QuantileLevels.Select(l => (float)l).ToArray(), device: device).DetachFromDisposeScope();
        _running = ones(network.Shape.Targets, device: device).DetachFromDisposeScope();
        _counted = ones(network.Shape.Targets, device: device).DetachFromDisposeScope();
    }

    /// <summary>Running mean of each variable's squared error, in its own unit of scale; part of a checkpoint.</summary>
    public float[] Running
    {
        get => HostTensors.Read(_running);
        set => HostTensors.Write(_running, value);
    }

    /// <summary>Which targets are learned; all as a rule.</summary>
    public void Count(bool[] targets) => HostTensors.Write(_counted, [.. targets.Select(t => t ? 1f : 0f)]);

    /// <summary>The loss of a batch.</summary>
    /// <param name="seen">The windows as the student sees them.</param>
    /// <param name="distillationTarget">What the teacher says of the same windows; null where there is nothing to learn from it.</param>
    public Tensor Of(SeenWindows seen, DistillationTarget? distillationTarget)
    {
        var output = _network.Forward(seen.Reading, seen.Stations);
        var missing = seen.Targets.isnan();
        var present = missing.logical_not().to_type(ScalarType.Float32);
        var targets = seen.Targets.FilledWhere(missing, 0);
        var counts = present.sum([0, 1]).AtLeast(1);
        var squares = MeanSquares(targets);
        UpdateRunning(squares);
        if (distillationTarget is not null)
        {
            // The squared errors against both, mixed, have the gradient of one against the mixed target.
            squares = MeanSquares(targets.Add(distillationTarget.Weight * (distillationTarget.Forecast - targets)));
        }

        var pinball = Pinball(output.Quantiles, targets, present, output.Unit) / counts;
        return (squares / _running * _counted).sum().Add((pinball / _running.sqrt() * _counted).sum().Multiply(QuantileWeight));

        Tensor MeanSquares(Tensor wanted) => ((output.Forecast - wanted) / output.Unit * present).Squared().sum([0, 1]) / counts;
    }

    public void Dispose()
    {
        _levels.Dispose();
        _running.Dispose();
        _counted.Dispose();
    }

    private Tensor Pinball(Tensor quantiles, Tensor targets, Tensor present, Tensor unit)
    {
        var below = (targets.unsqueeze(3) - quantiles) / unit.unsqueeze(-1);
        var loss = maximum(_levels * below, _levels.Add(-1) * below).sum(3);
        return (loss * present).sum([0, 1]);
    }

    private void UpdateRunning(Tensor squared)
    {
        using var noGradient = no_grad();
        var floor = squared.detach().AtLeast(1e-6);
        _running.lerp_(floor, _share);
    }
}

/// <summary>What the teacher says of a batch.</summary>
/// <param name="Forecast">In physical units. Shape <c>[batch, horizon, target]</c>.</param>
/// <param name="Weight">Its share of the squared error beside the observation's, 0–1, 0 where it says nothing. Same shape.</param>
internal sealed record DistillationTarget(Tensor Forecast, Tensor Weight);
