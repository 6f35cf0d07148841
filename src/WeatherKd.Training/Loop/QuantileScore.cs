using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using WeatherKd.Verification;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>How well a student's quantiles hold, on the rows of <see cref="StudentScore"/>.</summary>
/// <param name="Coverage">Share of observations between the outermost quantiles, per target; 0.8 is right.</param>
/// <param name="Crps">
/// Continuous ranked probability score per target, in its unit, weighted as <see cref="Verification.Crps"/> says.
/// </param>
public sealed record QuantileScore(IReadOnlyList<double> Coverage, IReadOnlyList<double> Crps)
{
    internal static async Task<QuantileScore> OfAsync(
        StudentNetwork network,
        ShuffledWindows windows,
        DatasetDescription description,
        Device device,
        CancellationToken cancellationToken)
    {
        network.IsTraining = false;
        var targets = network.Shape.Targets;
        using var sums = zeros([3, targets], ScalarType.Float64, device);
        await foreach (var group in windows.InOrderAsync(256, 1, cancellationToken))
        {
            Add(network, description, group, device, sums);
        }

        var values = sums.cpu().data<double>().ToArray();
        return new QuantileScore(
            [.. Enumerable.Range(0, targets).Select(t => values[t] / values[(2 * targets) + t])],
            [.. Enumerable.Range(0, targets).Select(t => 2 * values[targets + t] / values[(2 * targets) + t])]);
    }

    private static void Add(
        StudentNetwork network,
        DatasetDescription description,
        (WindowBlock Block, int Index)[] group,
        Device device,
        Tensor sums)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var batch = WindowBatch.Of(description, group, null, device);
        var missing = batch.Targets.isnan();
        var covered = network.DebiasedTeacher(batch).Covered.to_type(ScalarType.Float64);
        var hasTeacher = covered.sum([0, 1], keepdim: true).IsAbove(0);
        var scored = missing.logical_not().to_type(ScalarType.Float64) * where(hasTeacher, covered, ones_like(covered));
        var quantiles = network.Forward(batch).Quantiles;
        var observed = batch.Targets.FilledWhere(missing, 0);
        var last = StudentGraph.QuantileLevels.Count - 1;
        var inside = (observed >= quantiles.select(3, 0)).logical_and(observed <= quantiles.select(3, last)).to_type(ScalarType.Float64);
        using var levels = tensor(StudentGraph.QuantileLevels.ToArray(), device: device);
        var below = (observed.unsqueeze(3) - quantiles).to_type(ScalarType.Float64);
        using var weights = tensor(new Crps(StudentGraph.QuantileLevels).Weights.ToArray(), device: device);
        var pinball = (maximum(levels * below, levels.Add(-1) * below) * weights).sum([3]);
        sums.AddInPlace(stack([(inside * scored).sum([0, 1]), (pinball * scored).sum([0, 1]), scored.sum([0, 1])]));
    }
}
