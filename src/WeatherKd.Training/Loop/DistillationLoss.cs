using WeatherKd.Students;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// What a step minimises. The mean is trained by squared errors, so that its RMSE is the least; the quantiles by the pinball loss. Each variable's squared error is divided
/// by its own running mean, so that one that is forecast well (temperature) is not drowned by one that is not (wind).
/// Missing observations have no part in it.
/// </summary>
internal sealed class DistillationLoss : IDisposable
{
    /// <summary>Weight of the pinball loss beside the squared errors.</summary>
    private const double QuantileWeight = 0.5;

    /// <summary>Share of a new batch in the running means: some fifty batches count.</summary>
    private const double RunningShare = 0.02;

    private readonly StudentNetwork _network;
    private readonly Tensor _targetScale;
    private readonly Tensor _correctionScale;
    private readonly Tensor _levels;
    private readonly Tensor _running;

    public DistillationLoss(StudentNetwork network, Device device)
    {
        _network = network;
        _targetScale = tensor(network.Scaling.TargetScale, device: device).DetachFromDisposeScope();
        _correctionScale = tensor(network.Scaling.CorrectionScale, device: device).DetachFromDisposeScope();
        _levels = tensor(StudentGraph.QuantileLevels.Select(l => (float)l).ToArray(), device: device).DetachFromDisposeScope();
        _running = ones(network.Shape.Targets, device: device).DetachFromDisposeScope();
    }

    /// <summary>Running mean of each variable's squared error, in its own unit of scale; part of a checkpoint.</summary>
    public float[] Running
    {
        get => HostTensors.Read(_running);
        set => HostTensors.Write(_running, value);
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="seen">The batch as the student sees it, with its teacher hidden here and there.</param>
    /// <param name="whole">The same batch with nothing hidden: where a distilled student's teacher comes from.</param>
    /// <param name="teacherWeight">Weight of the teacher in a distilled student's loss, 0–1.</param>
    public Tensor Of(WindowBatch seen, WindowBatch whole, double teacherWeight)
    {
        var output = _network.Forward(seen);
        var missing = seen.Targets.isnan();
        var present = missing.logical_not().to_type(ScalarType.Float32);
        var targets = seen.Targets.masked_fill(missing, 0f);
        var unit = _targetScale;
        if (_network.Shape.ReadsTeacher)
        {
            var (_, covered) = _network.DebiasedTeacher(seen);
            unit = where(covered > 0.5f, _correctionScale, _targetScale);
        }

        var errors = (output.Forecast - targets) / unit * present;
        var counts = present.sum([0, 1]).clamp(min: 1);
        var squared = errors.square().sum([0, 1]) / counts;
        UpdateRunning(squared);
        if (teacherWeight > 0)
        {
            var (teacher, covered) = _network.DebiasedTeacher(whole);
            var towardsTeacher = ((output.Forecast - teacher) / unit * covered).square().sum([0, 1]) / covered.sum([0, 1]).clamp(min: 1);
            // Where the teacher says nothing the observations keep their full weight.
            var weight = teacherWeight * covered.mean([0, 1]);
            squared = ((1 - weight) * squared) + (weight * towardsTeacher);
        }

        var pinball = Pinball(output.Quantiles, targets, present, unit) / counts;
        return (squared / _running).sum() + (QuantileWeight * (pinball / _running.sqrt()).sum());
    }

    public void Dispose()
    {
        _targetScale.Dispose();
        _correctionScale.Dispose();
        _levels.Dispose();
        _running.Dispose();
    }

    private Tensor Pinball(Tensor quantiles, Tensor targets, Tensor present, Tensor unit)
    {
        var below = (targets.unsqueeze(3) - quantiles) / unit.unsqueeze(-1);
        var loss = maximum(_levels * below, (_levels - 1) * below).sum(3);
        return (loss * present).sum([0, 1]);
    }

    private void UpdateRunning(Tensor squared)
    {
        using var noGradient = no_grad();
        var floor = squared.detach().clamp(min: 1e-6);
        _running.lerp_(floor, RunningShare);
    }
}
