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

    /// <summary>
    /// What the students were scored on: <c>hold-out</c>, or <c>days before those observed</c> while the experiment is not final.
    /// </summary>
    public required string Scored { get; init; }

    /// <summary>Variables forecast.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>What was scored.</summary>
    public required ScoredRows Rows { get; init; }

    /// <summary>One row a number of days and student.</summary>
    public required IReadOnlyList<ObservationDaysRow> Students { get; init; }

    /// <summary>Sums up rows.</summary>
    public static ObservationDaysReport Of(
        string data,
        string scored,
        DatasetDescription description,
        ScoredRows rows,
        IEnumerable<ObservationDaysRow> students) => new()
    {
        Data = data,
        Scored = scored,
        Targets = description.Targets,
        Rows = rows,
        Students = [.. students.OrderBy(r => r.Student, StringComparer.Ordinal).ThenBy(r => r.Days)],
    };

    /// <summary>Writes <c>observation-days.json</c> and <c>.md</c>, and a plot a target.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "observation-days.json"),
            JsonSerializer.Serialize(this, ExperimentReport.Json),
            cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "observation-days.md"), ToMarkdown(), cancellationToken);
        for (var target = 0; target < Targets.Count; target++)
        {
            var column = target;
            Draw(
                $"{Targets[target]}, {VariableTable.Default[Targets[target]].Unit}",
                row => row.Rmse[column],
                Path.Combine(folder, $"observation-days-{Targets[target]}.svg"));
        }

        Draw("RMSE ÷ standard deviation of what was observed, mean over variables", Level, Path.Combine(folder, "observation-days.svg"));
    }

    /// <summary>The table.</summary>
    public string ToMarkdown()
    {
        var seeds = Students.Count == 0 ? 0 : Students.Max(r => r.Seeds);
        var alone = Students.Where(r => r.Student == "standalone" && double.IsFinite(Level(r))).Select(r => (r.Days, Level(r))).ToList();
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"### {Data}: RMSE on the {Scored} by days of observation, as in service, {seeds} seed{(seeds == 1 ? "" : "s (medians)")}")
            .AppendLine();
        text.AppendLine(
            $"| student | days | {string.Join(" | ", Targets.Select(t => $"{t}, {VariableTable.Default[t].Unit}"))} | mean ÷ deviation | "
            + $"× days of the standalone | taught by the archive |");
        text.AppendLine($"| --- | --- |{string.Concat(Targets.Select(_ => " --- |"))} --- | --- | --- |");
        if (Rows.RawTeacher.Any(double.IsFinite))
        {
            text.AppendLine($"| raw teacher | | {TableNumber.Row(Rows.RawTeacher)} | | | |");
        }

        foreach (var row in Students)
        {
            var multiple = row.Student == "standalone" ? "1" : DaysNeeded.Multiple(alone, row.Days, Level(row));
            var taught = row.Archive == ArchiveUse.Off
                ? ""
                : row.Taught.Count == 0 ? "nothing" : row.Taught.Count == Targets.Count ? "all" : string.Join(", ", row.Taught);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {row.Student} | {row.Days}{(row.IsWholeRecord ? " (all)" : "")} | "
                + $"{TableNumber.Row(row.Rmse)} | {TableNumber.Of(Level(row))} | {multiple} | {taught} |");
        }

        WriteArchiveCosts(text.AppendLine());
        WriteCoverage(text);
        return text.ToString();
    }

    private void WriteArchiveCosts(StringBuilder text)
    {
        var known = Students.Select(r => (Row: r, Costs: ArchiveCost.Of(r, Students))).Where(r => r.Costs.Count > 0).ToList();
        if (known.Count == 0)
        {
            return;
        }

        text.AppendLine(
            "RMSE with the archive against the same student without it, and the 90 % interval by drawing the scored days anew; bold where "
            + "it costs more than 1 % and more than chance:").AppendLine();
        text.AppendLine($"| student | days | {string.Join(" | ", Targets)} |");
        text.AppendLine($"| --- | --- |{string.Concat(Targets.Select(_ => " --- |"))}");
        foreach (var (row, costs) in known)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Student} | {row.Days} | {string.Join(" | ", costs.Select(Cell))} |");
        }

        text.AppendLine();

        static string Cell(ArchiveCost cost)
        {
            if (!double.IsFinite(cost.Change))
            {
                return "–";
            }

            var change = $"{Percent(cost.Change)} %";
            var interval = cost.Interval is { } i && double.IsFinite(i.Low) && double.IsFinite(i.High)
                ? $" ({Percent(i.Low)} to {Percent(i.High)})"
                : "";
            return (cost.IsTooMuch ? $"**{change}**" : change) + interval;
        }

        static string Percent(double share) => (100 * share).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);
    }

    private void WriteCoverage(StringBuilder text)
    {
        var known = Students.Where(r => r.Coverage.Count > 0).ToList();
        if (known.Count == 0)
        {
            return;
        }

        text.AppendLine("Share of the same observations in the 80 % interval, its width adapted day by day as in service:").AppendLine();
        text.AppendLine($"| student | days | {string.Join(" | ", Targets)} |");
        text.AppendLine($"| --- | --- |{string.Concat(Targets.Select(_ => " --- |"))}");
        foreach (var row in known)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Student} | {row.Days} | {TableNumber.Row(row.Coverage, "P1")} |");
        }

        text.AppendLine();
    }

    /// <summary>
    /// Mean of the RMSE in standard deviations of what was observed, over the targets that were observed to vary; NaN where there are none,
    /// or the student has no score in one.
    /// </summary>
    private double Level(ObservationDaysRow row) => row.Rmse.Zip(Rows.Deviation)
        .Where(t => t.Second > 0)
        .Select(t => t.First / t.Second)
        .DefaultIfEmpty(double.NaN)
        .Average();

    private void Draw(string title, Func<ObservationDaysRow, double> score, string path)
    {
        using var plot = new Plot();
        foreach (var (student, place) in Students.GroupBy(r => r.Student).Select((g, i) => (g, i)))
        {
            var line = plot.Add.Scatter(
                student.Select(r => Math.Log10(r.Days)).ToArray(),
                student.Select(score).ToArray(),
                Colors.Category10[place % 10]);
            line.LegendText = student.Key;
            // An SVG canvas draws no dots or dashes.
            line.LineWidth = student.First().Archive == ArchiveUse.Off ? 1 : 2.5f;
        }

        plot.Title(title);
        plot.XLabel("days observed");
        double[] ticks = [7, 14, 30, 60, 120, 365, 800];
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. ticks.Select(Math.Log10)],
            [.. ticks.Select(t => t.ToString(CultureInfo.InvariantCulture))]);
        plot.ShowLegend(Edge.Right);
        plot.SaveSvg(path, Width, Height);
    }
}
