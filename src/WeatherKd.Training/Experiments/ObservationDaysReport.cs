using System.Globalization;
using System.Text;
using System.Text.Json;
using ScottPlot;
using WeatherKd.Alignment;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;

namespace WeatherKd.Training.Experiments;

/// <summary>RMSE over days of observation, as JSON, Markdown table and plot.</summary>
internal sealed record ObservationDaysReport
{
    private const int Width = 1000;
    private const int Height = 420;

    /// <summary>The data's name.</summary>
    public required string Data { get; init; }

    /// <summary>What the students were scored on: <c>hold-out</c>, or <c>days before those observed</c> while the experiment is not final.</summary>
    public required string Scored { get; init; }

    /// <summary>Variables forecast.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>One row a number of days and student.</summary>
    public required IReadOnlyList<ObservationDaysRow> Rows { get; init; }

    /// <summary>Sums up rows.</summary>
    public static ObservationDaysReport Of(string data, string scored, DatasetDescription description, IEnumerable<ObservationDaysRow> rows) =>
        new() { Data = data, Scored = scored, Targets = description.Targets, Rows = [.. rows.OrderBy(r => r.Student, StringComparer.Ordinal).ThenBy(r => r.Days)] };

    /// <summary>Writes <c>observation-days.json</c> and <c>.md</c>, and a plot a target.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "observation-days.json"), JsonSerializer.Serialize(this, ExperimentReport.Json), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "observation-days.md"), ToMarkdown(), cancellationToken);
        for (var target = 0; target < Targets.Count; target++)
        {
            Draw(target, Path.Combine(folder, $"observation-days-{Targets[target]}.svg"));
        }
    }

    /// <summary>The table.</summary>
    public string ToMarkdown()
    {
        var seeds = Rows.Count == 0 ? 0 : Rows.Max(r => r.Seeds);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### {Data}: RMSE on the {Scored} by days of observation, as in service, {seeds} seed{(seeds == 1 ? "" : "s (medians)")}").AppendLine();
        text.AppendLine($"| student | days | {string.Join(" | ", Targets.Select(t => $"{t}, {VariableTable.Default[t].Unit}"))} | taught by the archive |");
        text.AppendLine($"| --- | --- |{string.Concat(Targets.Select(_ => " --- |"))} --- |");
        foreach (var row in Rows)
        {
            var taught = row.Archive == ArchiveUse.Off ? "" : row.Taught.Count == 0 ? "nothing" : row.Taught.Count == Targets.Count ? "all" : string.Join(", ", row.Taught);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Student} | {row.Days}{(row.IsWholeRecord ? " (all)" : "")} | {string.Join(" | ", row.Rmse.Select(r => r.ToString("f3", CultureInfo.InvariantCulture)))} | {taught} |");
        }

        return text.AppendLine().ToString();
    }

    private void Draw(int target, string path)
    {
        using var plot = new Plot();
        foreach (var (student, place) in Rows.GroupBy(r => r.Student).Select((g, i) => (g, i)))
        {
            var line = plot.Add.Scatter(student.Select(r => Math.Log10(r.Days)).ToArray(), student.Select(r => r.Rmse[target]).ToArray(), Colors.Category10[place % 10]);
            line.LegendText = student.Key;
            line.LinePattern = student.First().Archive == ArchiveUse.Off ? LinePattern.Dotted : LinePattern.Solid;
        }

        plot.Title($"{Targets[target]}, {VariableTable.Default[Targets[target]].Unit}");
        plot.XLabel("days observed");
        double[] ticks = [7, 14, 30, 60, 120, 365, 800];
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. ticks.Select(Math.Log10)], [.. ticks.Select(t => t.ToString(CultureInfo.InvariantCulture))]);
        plot.ShowLegend(Edge.Right);
        plot.SaveSvg(path, Width, Height);
    }
}
