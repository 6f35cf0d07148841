using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Widens or narrows the quantiles' steps so that, on the validation part, each lies above its share of the observations: conformal scaling (Romano et al. 2019), from the median
/// outwards, separately with and without a teacher.
/// </summary>
internal static class CalibrationFit
{
    /// <summary>Fewer rows leave the steps as they were trained.</summary>
    private const int FewestRows = 200;

    /// <summary>
    /// Correlation between the errors of two stations on one day, assumed: ten stations for a week are not seventy independent cases but some twenty (Kish's design effect).
    /// </summary>
    private const double CorrelationOfStations = 0.3;

    /// <summary>Windows looked at; more give the same factors to two digits.</summary>
    private const int MostWindows = 4096;

    public static async Task<QuantileCalibration> FitAsync(StudentNetwork network, ShuffledWindows windows, DatasetDescription description, Device device, CancellationToken cancellationToken)
    {
        network.Calibrate(QuantileCalibration.None(network.Shape.Targets));
        var (withTeacher, withoutTeacher, cases) = await CollectAsync(network, windows, description, device, cancellationToken);
        return new QuantileCalibration(Factors(withTeacher, cases), Factors(withoutTeacher, cases));
    }

    /// <summary>Mean width of each step between quantiles, as the network gives it now; not a number where there are no rows.</summary>
    public static async Task<QuantileCalibration> WidthsAsync(StudentNetwork network, ShuffledWindows windows, DatasetDescription description, Device device, CancellationToken cancellationToken)
    {
        var (withTeacher, withoutTeacher, _) = await CollectAsync(network, windows, description, device, cancellationToken);
        return new QuantileCalibration(Widths(withTeacher), Widths(withoutTeacher));
    }

    private static async Task<(List<Row>[] WithTeacher, List<Row>[] WithoutTeacher, double Cases)> CollectAsync(
        StudentNetwork network, ShuffledWindows windows, DatasetDescription description, Device device, CancellationToken cancellationToken)
    {
        network.IsTraining = false;
        var stationDays = new HashSet<(int Station, int Day)>();
        var withTeacher = NewRows(network);
        var withoutTeacher = NewRows(network);
        var stride = 1 + (windows.Count / MostWindows);
        await foreach (var group in windows.InOrderAsync(256, stride, cancellationToken))
        {
            stationDays.UnionWith(group.Select(w => (w.Block.Stations[w.Index], w.Block.Origins[w.Index] / 24)));
            if (network.Shape.ReadsTeacher)
            {
                Collect(network, description, group, device, hideTeacher: false, withTeacher);
            }

            Collect(network, description, group, device, hideTeacher: true, withoutTeacher);
        }

        return (withTeacher, withoutTeacher, IndependentCases(stationDays));
    }

    private static float[] Widths(List<Row>[] rowsOfTarget)
    {
        var middle = StudentGraph.QuantileLevels.Count / 2;
        return
        [
            .. from rows in rowsOfTarget
               from level in Enumerable.Range(0, StudentGraph.QuantileLevels.Count)
               let inner = level + Math.Sign(middle - level)
               select rows.Count == 0 ? float.NaN : rows.Average(r => Math.Abs(r.Quantiles[level] - r.Quantiles[inner])),
        ];
    }

    private static double IndependentCases(HashSet<(int Station, int Day)> stationDays)
    {
        var stations = stationDays.Select(d => d.Station).Distinct().Count();
        return stationDays.Count / (1 + ((stations - 1) * CorrelationOfStations));
    }

    private static List<Row>[] NewRows(StudentNetwork network) => [.. Enumerable.Range(0, network.Shape.Targets).Select(_ => new List<Row>())];

    private static void Collect(StudentNetwork network, DatasetDescription description, (WindowBlock Block, int Index)[] group, Device device, bool hideTeacher, List<Row>[] rows)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var batch = WindowBatch.Of(description, group, null, device);
        using var seen = hideTeacher ? batch.WithoutTeacher(null) : null;
        var levels = StudentGraph.QuantileLevels.Count;
        var quantiles = network.Forward(seen ?? batch).Quantiles.cpu().contiguous().data<float>().ToArray();
        var targets = batch.Targets.cpu().data<float>().ToArray();
        var covered = network.DebiasedTeacher(batch).Covered.cpu().contiguous().data<float>().ToArray();
        for (var at = 0; at < targets.Length; at++)
        {
            if (float.IsFinite(targets[at]) && (hideTeacher || covered[at] > 0.5f))
            {
                rows[at % rows.Length].Add(new Row(targets[at], quantiles.AsSpan(at * levels, levels).ToArray()));
            }
        }
    }

    private static float[] Factors(List<Row>[] rowsOfTarget, double cases) => [.. rowsOfTarget.SelectMany(rows => FactorsOfTarget(rows, cases))];

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
                var steps = rows.Select(r => Math.Max(1e-6, direction * ((double)r.Quantiles[level] - r.Quantiles[level - direction]))).ToArray();
                var reached = rows.Select((r, i) => direction * (r.Observed - inner[i]) / steps[i]).Order().ToArray();
                // Of n cases the share (n + 1) / n of the level covers a new one (Vovk et al. 2005): a short validation part must not make a student too sure of itself.
                var nominal = direction < 0 ? 1 - levels[level] : levels[level];
                var share = Math.Min((1 + nominal) / 2, nominal * (cases + 1) / cases);
                var factor = Math.Max(0, reached[Math.Min(reached.Length - 1, (int)(share * reached.Length))]);
                factors[level] = (float)factor;
                inner = [.. inner.Select((value, i) => value + (direction * factor * steps[i]))];
            }
        }

        return factors;
    }

    private sealed record Row(float Observed, float[] Quantiles);
}
