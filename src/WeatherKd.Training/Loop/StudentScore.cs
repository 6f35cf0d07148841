using WeatherKd.Alignment;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Root-mean-square errors of a student against observations. Scored are the rows (station, origin, lead) where observation and teacher both exist, the
/// same for every variant; a variable that the teacher never has is scored on its observations.
/// </summary>
/// <param name="Rmse">Per target, in its unit; NaN where nothing could be scored.</param>
/// <param name="Rows">Rows behind each.</param>
/// <param name="Normalised">Root of the mean over targets of the squared RMSE in standard deviations of the training part: the one number of an epoch.</param>
public sealed record StudentScore(IReadOnlyList<double> Rmse, IReadOnlyList<long> Rows, double Normalised)
{
    private const int BatchSize = 256;

    /// <summary>Scores a network, dropout off.</summary>
    /// <param name="network">The student with the weights to score.</param>
    /// <param name="windows">The part to score on.</param>
    /// <param name="description">Gives the widths.</param>
    /// <param name="stride">1 scores every window, 2 every second, and so on.</param>
    /// <param name="hideTeacher">Whether the student must do without its teacher; the rows stay the same.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task<StudentScore> OfAsync(
        StudentNetwork network, ShuffledWindows windows, DatasetDescription description, int stride, bool hideTeacher, Device device, CancellationToken cancellationToken)
    {
        var wasTraining = network.IsTraining;
        network.IsTraining = false;
        // A window without a teacher has no scored row, unless a target never has one: half of the work where half of the stations have none.
        var skips = network.Shape.TeacherOfTarget.All(i => i >= 0);
        var score = await OfAsync(skips);
        if (skips && score.Rows.All(r => r == 0))
        {
            score = await OfAsync(skipsUncovered: false);
        }

        network.IsTraining = wasTraining;
        return score;

        async Task<StudentScore> OfAsync(bool skipsUncovered)
        {
            using var sums = zeros([4, network.Shape.Targets], ScalarType.Float64, device);
            await foreach (var group in windows.InOrderAsync(BatchSize, stride, cancellationToken))
            {
                var counted = skipsUncovered ? [.. group.Where(w => TeacherCoverage.Any(description, w.Block, w.Index))] : group;
                if (counted.Length > 0)
                {
                    Add(network, description, counted, hideTeacher, device, sums);
                }
            }

            return From(sums.cpu().data<double>().ToArray(), network.Scaling.TargetScale);
        }
    }

    private static void Add(StudentNetwork network, DatasetDescription description, (WindowBlock Block, int Index)[] group, bool hideTeacher, Device device, Tensor sums)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var batch = WindowBatch.Of(description, group, null, device);
        using var seen = hideTeacher ? batch.WithoutTeacher() : null;
        var missing = batch.Targets.isnan();
        var present = missing.logical_not().to_type(ScalarType.Float64);
        var errors = (network.Forward(seen ?? batch).Forecast - batch.Targets.FilledWhere(missing, 0)).to_type(ScalarType.Float64).Squared() * present;
        var covered = network.DebiasedTeacher(batch).Covered.to_type(ScalarType.Float64);
        sums.AddInPlace(stack([(errors * covered).sum([0, 1]), (present * covered).sum([0, 1]), errors.sum([0, 1]), present.sum([0, 1])]));
    }

    private static StudentScore From(double[] sums, float[] scale)
    {
        var targets = scale.Length;
        var rmse = new double[targets];
        var rows = new long[targets];
        double total = 0;
        var scored = 0;
        for (var target = 0; target < targets; target++)
        {
            var at = sums[targets + target] > 0 ? 0 : 2;
            rows[target] = (long)sums[((at + 1) * targets) + target];
            rmse[target] = rows[target] == 0 ? double.NaN : Math.Sqrt(sums[(at * targets) + target] / rows[target]);
            if (rows[target] > 0)
            {
                total += Math.Pow(rmse[target] / scale[target], 2);
                scored++;
            }
        }

        return new StudentScore(rmse, rows, scored == 0 ? double.NaN : Math.Sqrt(total / scored));
    }
}
