using System.Globalization;
using ScottPlot;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>Draws the paper's second figure: RMSE over epochs, a line per variant (median over seeds) with a band over the seeds.</summary>
internal static class ExperimentCurves
{
    private const int Width = 1000;
    private const int Height = 520;

    /// <summary>Writes <c>curves.svg</c> and <c>curves.png</c>.</summary>
    /// <param name="runs">Runs of one hidden size.</param>
    /// <param name="unseen">What the unseen windows are: <c>hold-out</c> or <c>validation</c>.</param>
    /// <param name="title">Title of the figure.</param>
    /// <param name="folder">Where to write.</param>
    public static void Write(IReadOnlyList<ExperimentRunResult> runs, string unseen, string title, string folder)
    {
        using var plot = new Plot();
        foreach (var group in runs.GroupBy(r => r.Variant))
        {
            var colour = ColourOf(group.Key);
            Add(plot, [.. group], p => p.Unseen.Normalised, colour, 2.5f, $"{Name(group.Key)}, {unseen}");
            Add(plot, [.. group], p => p.Training.Normalised, colour, 1, $"{Name(group.Key)}, training");
        }

        plot.Title(title);
        plot.XLabel("epochs (windows seen / windows of the training part)");
        plot.YLabel("RMSE in standard deviations, mean over variables");
        Logarithmic(plot, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 80);
        plot.ShowLegend(Edge.Right);
        plot.SaveSvg(Path.Combine(folder, "curves.svg"), Width, Height);
        plot.SavePng(Path.Combine(folder, "curves.png"), Width, Height);
    }

    /// <summary>Writes <c>sizes.svg</c>: RMSE against the file's size.</summary>
    public static void WriteSizes(IReadOnlyList<SizeSummary> sizes, string unseen, string folder)
    {
        using var plot = new Plot();
        foreach (var group in sizes.GroupBy(s => s.Variant))
        {
            var line = plot.Add.Scatter(
                group.Select(s => Math.Log10(s.FileKilobytes)).ToArray(),
                group.Select(s => s.Unseen).ToArray(),
                ColourOf(group.Key));
            line.LegendText = Name(group.Key);
        }

        plot.Title("How small may a student be?");
        plot.XLabel("size of student.onnx, KB");
        plot.YLabel($"RMSE on the {unseen}, in standard deviations");
        Logarithmic(plot, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000);
        plot.ShowLegend(Edge.Right);
        plot.SaveSvg(Path.Combine(folder, "sizes.svg"), Width, Height);
        plot.SavePng(Path.Combine(folder, "sizes.png"), Width, Height);
    }

    private static void Add(
        Plot plot,
        List<ExperimentRunResult> runs,
        Func<EvaluationPoint, double> score,
        Color colour,
        float width,
        string label)
    {
        // What stands before the first step has no place on a logarithmic axis; the tables have it.
        var seen = Enumerable.Range(0, runs[0].Points.Count).Where(i => runs[0].Points[i].Epochs > 0).ToArray();
        var x = seen.Select(i => Math.Log10(runs[0].Points[i].Epochs)).ToArray();
        var perPoint = seen.Select(i => runs.Select(r => score(r.Points[i])).ToArray()).ToArray();
        var line = plot.Add.Scatter(x, perPoint.Select(v => VariantSummary.Median(v)).ToArray(), colour);
        line.MarkerSize = 0;
        line.LineWidth = width;
        line.LegendText = label;
        if (runs.Count > 1)
        {
            var band = plot.Add.FillY(x, [.. perPoint.Select(v => v.Min())], [.. perPoint.Select(v => v.Max())]);
            band.FillColor = colour.WithAlpha(0.2);
            band.LineWidth = 0;
            band.MarkerSize = 0;
        }
    }

    private static void Logarithmic(Plot plot, params double[] ticks) =>
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. ticks.Select(Math.Log10)], [.. ticks.Select(t => t.ToString(CultureInfo.InvariantCulture))]);

    private static string Name(StudentVariant variant) => variant.ToString().ToLowerInvariant();

    private static Color ColourOf(StudentVariant variant) => variant switch
    {
        StudentVariant.Standalone => Colors.Gray,
        StudentVariant.Distilled => Colors.DarkOrange,
        _ => Colors.SteelBlue,
    };
}
