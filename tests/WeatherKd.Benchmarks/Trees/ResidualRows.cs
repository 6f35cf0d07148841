using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Benchmarks.Trees;

/// <summary>
/// The windows of a part as rows, one a lead: what the regression with the teacher reads and forecasts, and what was observed.
/// </summary>
/// <param name="description">Gives the widths.</param>
internal sealed class ResidualRows(DatasetDescription description)
{
    private const int BatchSize = 256;

    /// <summary>Predictors, lead and station of each row.</summary>
    public List<float[]> Features { get; } = [];

    /// <summary>The regression, per row and target.</summary>
    public List<float[]> Baselines { get; } = [];

    /// <summary>What was observed, NaN where it was not or where no teacher covers the hour. Per row and target.</summary>
    public List<float[]> Observed { get; } = [];

    /// <summary>Origin and station of each window; its rows lie together.</summary>
    public List<(Hour Origin, int Station)> Windows { get; } = [];

    /// <summary>Rows of a window.</summary>
    public int Horizon => description.HorizonHours;

    /// <summary>Reads a part.</summary>
    public static async Task<ResidualRows> OfAsync(IWindowSource source, DatasetPart part, StudentScaling scaling)
    {
        var description = source.Description;
        var rows = new ResidualRows(description);
        var shape = new StudentShape(description, StudentVariant.Guided, hiddenSize: 1, scaling.UsesDayOfYear);
        var baselines = new MosBaselineForward(shape, scaling);
        using var graph = new TorchGraph(shape, 0, CPU);
        var windows = new ShuffledWindows(source, part, ShuffledWindows.DefaultPoolBytes);
        await foreach (var group in windows.InOrderAsync(BatchSize, 1, CancellationToken.None))
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            using var batch = WindowBatch.Of(description, group, null, CPU);
            rows.Add(graph, baselines, shape, batch, group);
        }

        return rows;
    }

    private void Add(
        TorchGraph graph,
        MosBaselineForward baselines,
        StudentShape shape,
        WindowBatch batch,
        (WindowBlock Block, int Index)[] group)
    {
        var hours = baselines.Hours(graph, batch.Observations, batch.Teacher, batch.Stations, batch.Origins, withTeacher: true);
        var regressed = baselines.WithTeacher(graph, baselines.Regress(graph, hours, batch.Stations), hours.Level, batch.Stations);
        var observed = batch.Targets.FilledWhere(hours.Teacher!.Covered.IsAbove(0.5).logical_not(), double.NaN);
        var features = HostTensors.Read(hours.Teacher.Predictors);
        var (values, truth) = (HostTensors.Read(regressed), HostTensors.Read(observed));
        var (width, targets) = (shape.MosBaseline.WithTeacherCount, shape.Targets);
        foreach (var (block, index) in group)
        {
            Windows.Add((block.Origins[index], block.Stations[index]));
        }

        for (var row = 0; row < group.Length * Horizon; row++)
        {
            Features.Add([
                .. features.AsSpan(row * width, width),
                .. values.AsSpan(row * targets, targets),
                row % Horizon,
                group[row / Horizon].Block.Stations[group[row / Horizon].Index],
            ]);
            Baselines.Add(values[(row * targets)..((row + 1) * targets)]);
            Observed.Add(truth[(row * targets)..((row + 1) * targets)]);
        }
    }
}
