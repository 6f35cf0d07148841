using System.Text.Json.Serialization;
using WeatherKd.Alignment;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Root-mean-square errors of a student against observations. Scored are the rows (station, origin, lead) where observation and teacher
/// both exist, the same for every variant; a variable that the teacher never has is scored on its observations.
/// </summary>
/// <param name="Rmse">Per target, in its unit; NaN where nothing could be scored.</param>
/// <param name="Rows">Rows behind each.</param>
/// <param name="Normalised">
/// Root of the mean over targets of the squared RMSE in standard deviations of the training part: the one number of an epoch.
/// </param>
public sealed record StudentScore(IReadOnlyList<double> Rmse, IReadOnlyList<long> Rows, double Normalised)
{
    /// <summary>
    /// What each day of origins adds to the square of <see cref="Normalised"/>, in order of time: by which two scores of the same windows
    /// are told from noise.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<double> Daily { get; init; } = [];

    /// <summary>Sum of the squared errors of each day of origins, per target, in order of time.</summary>
    [JsonIgnore]
    public IReadOnlyList<IReadOnlyList<double>> DailySquares { get; init; } = [];

    private const int BatchSize = 256;

    /// <summary>Scores a network, dropout off.</summary>
    /// <param name="network">The student with the weights to score.</param>
    /// <param name="windows">The part to score on.</param>
    /// <param name="description">Gives the widths.</param>
    /// <param name="stride">1 scores every window, 2 every second, and so on.</param>
    /// <param name="hideTeacher">Whether the student must do without its teacher; the rows stay the same.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static Task<StudentScore> OfAsync(
        StudentNetwork network,
        ShuffledWindows windows,
        DatasetDescription description,
        int stride,
        bool hideTeacher,
        Device device,
        CancellationToken cancellationToken) =>
        OfAsync(network, [new ScoredStage(windows, null)], description, stride, hideTeacher, device, cancellationToken);

    /// <summary>Scores a network that changes between some stages, all rows together.</summary>
    /// <param name="network">The student.</param>
    /// <param name="stages">What is scored, and what happens before.</param>
    /// <param name="description">Gives the widths.</param>
    /// <param name="stride">1 scores every window, 2 every second, and so on.</param>
    /// <param name="hideTeacher">Whether the student must do without its teacher; the rows stay the same.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="forecast">Who forecasts in the network's stead; null for the network itself.</param>
    internal static async Task<StudentScore> OfAsync(
        StudentNetwork network,
        IReadOnlyList<ScoredStage> stages,
        DatasetDescription description,
        int stride,
        bool hideTeacher,
        Device device,
        CancellationToken cancellationToken,
        Func<WindowBatch, Tensor>? forecast = null)
    {
        var wasTraining = network.IsTraining;
        network.IsTraining = false;
        // A window without a teacher has no scored row, unless a target never has one: half of the work where half of the stations have
        // none.
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
            var sums = new SortedDictionary<int, double[]>();
            foreach (var (windows, before) in stages)
            {
                await (before?.Invoke() ?? Task.CompletedTask);
                await foreach (var group in windows.InOrderAsync(BatchSize, stride, cancellationToken))
                {
                    var counted = skipsUncovered ? [.. group.Where(w => TeacherCoverage.Any(description, w.Block, w.Index))] : group;
                    if (counted.Length > 0)
                    {
                        Add(
                            network,
                            forecast ?? (batch => network.Forward(batch).Forecast),
                            description,
                            counted,
                            hideTeacher,
                            device,
                            sums);
                    }
                }
            }

            return From(sums, network.Scaling.TargetScale);
        }
    }

    private static void Add(
        StudentNetwork network,
        Func<WindowBatch, Tensor> forecast,
        DatasetDescription description,
        (WindowBlock Block, int Index)[] group,
        bool hideTeacher,
        Device device,
        SortedDictionary<int, double[]> sums)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var batch = WindowBatch.Of(description, group, null, device);
        using var seen = hideTeacher ? batch.WithoutTeacher() : null;
        var missing = batch.Targets.isnan();
        var present = missing.logical_not().to_type(ScalarType.Float64);
        var errors = (forecast(seen ?? batch) - batch.Targets.FilledWhere(missing, 0))
            .to_type(ScalarType.Float64)
            .Squared() * present;
        var covered = network.DebiasedTeacher(batch).Covered.to_type(ScalarType.Float64);
        var ofWindows = stack([(errors * covered).sum(1), (present * covered).sum(1), errors.sum(1), present.sum(1)], 1)
            .cpu()
            .contiguous()
            .data<double>()
            .ToArray();
        var width = ofWindows.Length / group.Length;
        for (var window = 0; window < group.Length; window++)
        {
            var day = group[window].Block.Origins[group[window].Index].Day;
            if (!sums.TryGetValue(day, out var ofDay))
            {
                sums.Add(day, ofDay = new double[width]);
            }

            for (var at = 0; at < width; at++)
            {
                ofDay[at] += ofWindows[(window * width) + at];
            }
        }
    }

    private static StudentScore From(SortedDictionary<int, double[]> days, float[] scale)
    {
        var targets = scale.Length;
        var rmse = new double[targets];
        var rows = new long[targets];
        var daily = new double[days.Count];
        var squares = new double[targets][];
        for (var target = 0; target < targets; target++)
        {
            var at = days.Values.Sum(d => d[targets + target]) > 0 ? 0 : 2;
            var ofDays = days.Values.Select(d => d[(at * targets) + target]).ToArray();
            squares[target] = ofDays;
            rows[target] = (long)days.Values.Sum(d => d[((at + 1) * targets) + target]);
            rmse[target] = rows[target] == 0 ? double.NaN : Math.Sqrt(ofDays.Sum() / rows[target]);
            for (var day = 0; rows[target] > 0 && day < daily.Length; day++)
            {
                daily[day] += ofDays[day] / rows[target] / scale[target] / scale[target];
            }
        }

        var scored = rows.Count(r => r > 0);
        return new StudentScore(rmse, rows, scored == 0 ? double.NaN : Math.Sqrt(daily.Sum() / scored))
        {
            Daily = [.. daily.Select(d => d / Math.Max(1, scored))],
            DailySquares = squares,
        };
    }
}

/// <summary>Windows that are scored together.</summary>
/// <param name="Windows">The windows.</param>
/// <param name="Before">What is done to the network first; null for nothing.</param>
internal sealed record ScoredStage(ShuffledWindows Windows, Func<Task>? Before);
