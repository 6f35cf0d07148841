using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.Verification;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Widens or narrows the quantiles' steps so that, on the validation part, each lies above its share of the observations: conformal scaling
/// (Romano et al. 2019), from the median outwards, separately with and without a teacher.
/// </summary>
internal static class CalibrationFit
{
    /// <summary>Fewer rows leave the steps as they were trained.</summary>
    private const int FewestRows = 200;

    /// <summary>Windows looked at; more give the same factors to two digits.</summary>
    private const int MostWindows = 4096;

    /// <summary>The factors.</summary>
    /// <param name="network">The student with the chosen weights.</param>
    /// <param name="windows">The validation part.</param>
    /// <param name="trainingWindows">Windows of the training part.</param>
    /// <param name="description">Gives the widths.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<QuantileCalibration> FitAsync(
        StudentNetwork network,
        ShuffledWindows windows,
        int trainingWindows,
        DatasetDescription description,
        Device device,
        CancellationToken cancellationToken)
    {
        network.Calibrate(QuantileCalibration.None(network.Shape.Targets));
        network.IsTraining = false;
        var stationDays = new HashSet<(int Station, int Day)>();
        var withTeacher = NewRows(network);
        var withoutTeacher = NewRows(network);
        var stride = 1 + (windows.Count / MostWindows);
        await foreach (var group in windows.InOrderAsync(256, stride, cancellationToken))
        {
            stationDays.UnionWith(group.Select(w => (w.Block.Stations[w.Index], w.Block.Origins[w.Index].Day)));
            if (network.Shape.ReadsTeacher)
            {
                Collect(network, description, group, device, hideTeacher: false, withTeacher);
            }

            Collect(network, description, group, device, hideTeacher: true, withoutTeacher);
        }

        var cases = IndependentCases.Of(stationDays.Count, stationDays.Select(d => d.Station).Distinct().Count());
        var share = windows.Count / (double)(windows.Count + trainingWindows);
        return new QuantileCalibration(
            Factors(withTeacher, network.Scaling.WithTeacher.Residual, cases, share),
            Factors(withoutTeacher, network.Scaling.WithoutTeacher.Residual, cases, share));
    }

    private static List<Row>[] NewRows(StudentNetwork network) =>
        [.. Enumerable.Range(0, network.Shape.Targets).Select(_ => new List<Row>())];

    private static void Collect(
        StudentNetwork network,
        DatasetDescription description,
        (WindowBlock Block, int Index)[] group,
        Device device,
        bool hideTeacher,
        List<Row>[] rows)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var batch = WindowBatch.Of(description, group, null, device);
        using var seen = hideTeacher ? batch.WithoutTeacher() : null;
        var levels = StudentGraph.QuantileLevels.Count;
        var quantiles = network.Forward(seen ?? batch).Quantiles.cpu().contiguous().data<float>().ToArray();
        var mosBaseline = (hideTeacher ? network.BaselineWithoutTeacher(batch) : network.BaselineWithTeacher(batch).Forecast)
            .cpu()
            .contiguous()
            .data<float>()
            .ToArray();
        var targets = batch.Targets.cpu().data<float>().ToArray();
        var covered = network.DebiasedTeacher(batch).Covered.cpu().contiguous().data<float>().ToArray();
        for (var at = 0; at < targets.Length; at++)
        {
            if (float.IsFinite(targets[at]) && (hideTeacher || covered[at] > 0.5f))
            {
                rows[at % rows.Length].Add(new Row(targets[at], mosBaseline[at], quantiles.AsSpan(at * levels, levels).ToArray()));
            }
        }
    }

    private static float[] Factors(List<Row>[] rowsOfTarget, float[] residuals, double cases, double share) =>
    [
        .. rowsOfTarget.SelectMany((rows, target) =>
        {
            var ease = rows.Count < FewestRows ? 1 : Ease(rows, residuals[target], share);
            return FactorsOfTarget(rows, cases).Select(factor => (float)(factor * ease));
        }),
    ];

    /// <summary>
    /// How much easier the validation part was to forecast than training and validation part together, by the errors of the MOS baseline,
    /// which is too stiff to have learned either by heart. A quiet spring does not promise a quiet summer: what is kept of the validation
    /// part is how much surer of itself the network is than it should be, not how hard the weather was.
    /// </summary>
    private static double Ease(List<Row> rows, double residual, double share)
    {
        var squared = rows.Average(r => Math.Pow(r.Observed - r.MosBaseline, 2)) / (residual * residual);
        return squared > 0 ? Math.Sqrt((1 - share + (share * squared)) / squared) : 1;
    }

    private static float[] FactorsOfTarget(List<Row> rows, double cases)
    {
        var levels = StudentGraph.QuantileLevels;
        var factors = Enumerable.Repeat(1f, levels.Count).ToArray();
        if (rows.Count < FewestRows)
        {
            return factors;
        }

        var middle = levels.Count / 2;
        foreach (var direction in new[] { -1, 1 })
        {
            var inner = rows.Select(r => (double)r.Quantiles[middle]).ToArray();
            for (var level = middle + direction; level >= 0 && level < levels.Count; level += direction)
            {
                var steps = rows.Select(r => Math.Max(1e-6, direction * ((double)r.Quantiles[level] - r.Quantiles[level - direction])))
                    .ToArray();
                var reached = rows.Select((r, i) => direction * (r.Observed - inner[i]) / steps[i]).Order().ToArray();
                // Of n cases the share (n + 1) / n of the level covers a new one (Vovk et al. 2005): a short validation part must not make
                // a student too sure of itself.
                var nominal = direction < 0 ? 1 - levels[level] : levels[level];
                var share = Math.Min((1 + nominal) / 2, nominal * (cases + 1) / cases);
                var factor = Math.Max(0, reached[Math.Min(reached.Length - 1, (int)(share * reached.Length))]);
                factors[level] = (float)factor;
                inner = [.. inner.Select((value, i) => value + (direction * factor * steps[i]))];
            }
        }

        return factors;
    }

    private sealed record Row(float Observed, float MosBaseline, float[] Quantiles);
}
