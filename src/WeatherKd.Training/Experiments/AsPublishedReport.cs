using System.Globalization;
using System.Text;
using System.Text.Json;
using ScottPlot;
using WeatherKd.Alignment;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;

namespace WeatherKd.Training.Experiments;

/// <summary>The paper's comparison as JSON, Markdown tables and its second figure.</summary>
internal sealed record AsPublishedReport
{
    private const int Width = 1000;
    private const int Height = 420;

    /// <summary>Epochs whose training RMSE is to be reached: the paper's own are 20 and 80.</summary>
    private static readonly int[] Marks = [20, 40, 80];

    /// <summary>The data's name.</summary>
    public required string Data { get; init; }

    /// <summary>Windows of an epoch.</summary>
    public required int TrainingWindows { get; init; }

    /// <summary>Epochs of each run.</summary>
    public required int Epochs { get; init; }

    /// <summary>Variables forecast.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>One row a student.</summary>
    public required IReadOnlyList<AsPublishedRow> Rows { get; init; }

    /// <summary>Sums up rows.</summary>
    public static AsPublishedReport Of(string data, DatasetDescription description, int epochs, IEnumerable<AsPublishedRow> rows) => new()
    {
        Data = data,
        TrainingWindows = description.WindowCounts[DatasetPart.Training],
        Epochs = epochs,
        Targets = description.Targets,
        Rows = [.. rows],
    };

    /// <summary>Writes <c>as-published.json</c> and <c>.md</c>, and a figure a target.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "as-published.json"),
            JsonSerializer.Serialize(this, ExperimentReport.Json),
            cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "as-published.md"), ToMarkdown(), cancellationToken);
        for (var target = 0; target < Targets.Count; target++)
        {
            Draw(target, Path.Combine(folder, $"as-published-{Targets[target]}.svg"));
        }
    }

    /// <summary>The tables.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        for (var target = 0; target < Targets.Count; target++)
        {
            var seeds = Rows.Count == 0 ? 0 : Rows.Max(r => r.Seeds);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"### {Data}, {Targets[target]}: the paper's comparison, {TrainingWindows} training windows, {seeds} "
                + $"seed{(seeds == 1 ? "" : "s (medians)")}")
                .AppendLine();
            WriteRmse(text, target);
            WriteEpochs(text, target);
        }

        return text.ToString();
    }

    private void WriteRmse(StringBuilder text, int target)
    {
        int[] shown = [.. new[] { 1, 10 }.Concat(Marks).Where(e => e <= Epochs)];
        text.AppendLine(CultureInfo.InvariantCulture, $"Training RMSE, {VariableTable.Default[Targets[target]].Unit}, after epoch …")
            .AppendLine();
        text.AppendLine($"| student | {string.Join(" | ", shown)} |").AppendLine($"| --- |{string.Concat(shown.Select(_ => " --- |"))}");
        foreach (var row in Rows)
        {
            text.AppendLine($"| {row.Student} | {TableNumber.Row(shown.Select(e => row.Rmse[target][e]))} |");
        }

        text.AppendLine();
    }

    private void WriteEpochs(StringBuilder text, int target)
    {
        if (Rows.FirstOrDefault(r => r.Student == "standalone") is not { } standalone || Rows.Count == 1)
        {
            return;
        }

        int[] marks = [.. Marks.Where(e => e <= Epochs)];
        text.AppendLine(
            "Epochs to the training RMSE that the other reaches at …; in brackets with the windows of the teacher's series counted too:")
            .AppendLine();
        text.AppendLine(
            $"| student | {string.Join(" | ", marks.Select(e => $"standalone's {e}"))} | "
            + $"{string.Join(" | ", marks.Select(e => $"standalone to its {e}"))} |");
        text.AppendLine($"| --- |{string.Concat(marks.Concat(marks).Select(_ => " --- |"))}");
        foreach (var row in Rows.Where(r => r != standalone))
        {
            var to = marks.Select(e => Text(row.EpochTo(target, standalone.Rmse[target][e]), row.ArchiveEpochs));
            var from = marks.Select(e => Text(standalone.EpochTo(target, row.Rmse[target][e]), 0));
            text.AppendLine($"| {row.Student} | {string.Join(" | ", to)} | {string.Join(" | ", from)} |");
        }

        text.AppendLine();
    }

    private string Text(int? epochs, double before) => epochs is not { } reached
        ? string.Create(CultureInfo.InvariantCulture, $"> {Epochs}")
        : string.Create(CultureInfo.InvariantCulture, $"{reached}{(before > 0 ? $" ({reached + before:0.#})" : "")}");

    private void Draw(int target, string path)
    {
        using var plot = new Plot();
        foreach (var (row, place) in Rows.Select((r, i) => (r, i)))
        {
            double[] epochs = [.. Enumerable.Range(1, row.Rmse[target].Count - 1).Select(e => (double)e)];
            var line = plot.Add.Scatter(epochs, row.Rmse[target].Skip(1).ToArray(), Colors.Category10[place % 10]);
            line.LegendText = row.Student;
            line.MarkerSize = 0;
            line.LineWidth = row.Archive == ArchiveUse.Off ? 2.5f : 1;
        }

        plot.Title($"{Data}: training RMSE of {Targets[target]}");
        plot.XLabel("epoch");
        plot.YLabel($"RMSE, {VariableTable.Default[Targets[target]].Unit}");
        plot.ShowLegend(Edge.Right);
        plot.SaveSvg(path, Width, Height);
    }
}
