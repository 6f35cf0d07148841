using WeatherKd.Alignment;
using WeatherKd.Training.Experiments;
using WeatherKd.Training.Fits;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Benchmarks.Trees;

/// <summary>
/// Are trees a further teacher? At earlier times within the training part, or on the hold-out: RMSE of the regression with the teacher, of
/// the regression with boosted trees on its residual, of the guided student, and of the guided student that learns from the trees'
/// forecasts besides, of days that they were not fitted on or of all.
/// </summary>
internal static class TreesExperiment
{
    /// <summary>What the trees count for beside the observations in the squared error.</summary>
    private const double Share = 0.7;

    /// <summary>Parts of the training days, each forecast by the trees of all others.</summary>
    private const int OutOfFold = 5;

    public static async Task<int> RunAsync(string data, int folds)
    {
        var folder = await StationCsvFolder.ReadAsync(data, CancellationToken.None);
        var places = EarlierTimes.OrHoldOut(
            folder,
            folds == 0 ? null : folds,
            new AlignmentOptions { Protocol = SplitProtocol.Reference });
        var squares = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (source, number) in places.Select((p, k) => (p, k)))
        {
            await ScoreAsync(source, (name, rmse) =>
            {
                Console.WriteLine($"{number + 1} of {places.Count}, {name}: {string.Join(" / ", rmse.Select(r => r.ToString("f3")))}");
                var sums = squares.TryGetValue(name, out var before) ? before : squares[name] = new double[rmse.Count];
                for (var target = 0; target < sums.Length; target++)
                {
                    sums[target] += rmse[target] * rmse[target] / places.Count;
                }
            });
        }

        Console.WriteLine();
        Console.WriteLine($"| {folder.Name}, {(folds == 0 ? "hold-out" : $"days that followed {places.Count} earlier times")} | "
            + $"{string.Join(" | ", places[0].Description.Targets)} |");
        Console.WriteLine($"| --- |{string.Concat(places[0].Description.Targets.Select(_ => " --- |"))}");
        foreach (var (name, sums) in squares)
        {
            Console.WriteLine($"| {name} | {string.Join(" | ", sums.Select(s => Math.Sqrt(s).ToString("f3")))} |");
        }

        return 0;
    }

    private static async Task ScoreAsync(SeriesWindows source, Action<string, IReadOnlyList<double>> note)
    {
        var scaling = await ScalingFit.FitAsync(source, CancellationToken.None);
        var training = await ResidualRows.OfAsync(source, DatasetPart.Training, scaling);
        var renewed = await MosBaselineFit.RenewAsync(scaling, source, CancellationToken.None);
        var unseen = await ResidualRows.OfAsync(source, DatasetPart.Verification, renewed);
        var everything = Enumerable.Range(0, unseen.Windows.Count).ToList();
        var added = ResidualTrees.Fit(training, [.. Enumerable.Range(0, training.Windows.Count)]).Forecast(unseen, everything);
        note("regression", Rmse(unseen, (_, _) => 0));
        note("regression, trees", Rmse(unseen, (row, target) => added[target][row]));
        note("guided", await TrainAsync(source, null));
        note("guided, learns from trees out of fold", await TrainAsync(source, new TreesTeacher(training, Share, OutOfFold)));
        note("guided, learns from trees of all days", await TrainAsync(source, new TreesTeacher(training, Share, parts: 1)));
    }

    private static async Task<IReadOnlyList<double>> TrainAsync(SeriesWindows source, TreesTeacher? trees)
    {
        var settings = new TrainingSettings { Epochs = 30, Archive = ArchiveUse.Off };
        var run = new ExperimentRun(source, StudentVariant.Guided, settings, final: true, RunKind.AsInService) { Further = trees };
        return (await run.RunAsync(report: null, note: null, CancellationToken.None)).HoldOutInService!.Rmse;
    }

    private static double[] Rmse(ResidualRows rows, Func<int, int, double> added)
    {
        var (squares, counts) = (new double[rows.Baselines[0].Length], new int[rows.Baselines[0].Length]);
        for (var row = 0; row < rows.Observed.Count; row++)
        {
            for (var target = 0; target < squares.Length; target++)
            {
                if (!float.IsNaN(rows.Observed[row][target]))
                {
                    var error = rows.Baselines[row][target] + added(row, target) - rows.Observed[row][target];
                    squares[target] += error * error;
                    counts[target]++;
                }
            }
        }

        return [.. squares.Zip(counts, (s, c) => Math.Sqrt(s / c))];
    }
}
