using System.Globalization;
using System.Text;
using System.Text.Json;

namespace WeatherKd.Training.Experiments;

/// <summary>What each value of a setting is worth, and which one serves all sets.</summary>
internal sealed record DefaultsReport
{
    /// <summary>A value other than the first must be better by this share on average: less is noise of seeds.</summary>
    private const double LeastGain = 0.005;

    /// <summary>The setting's name.</summary>
    public required string Setting { get; init; }

    /// <summary>Its values; the first is what the others are measured by.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>Earlier times at which students were trained.</summary>
    public required int Folds { get; init; }

    /// <summary>One column a set and student.</summary>
    public required IReadOnlyList<DefaultsColumn> Columns { get; init; }

    /// <summary>
    /// RMSE with each value as a multiple of the first's, averaged over all columns alike. A column that lacks a score with any value is
    /// left out, so that all values are judged by the same students; NaN where none is left.
    /// </summary>
    public IReadOnlyList<double> Ratios
    {
        get
        {
            var complete = Columns.Where(c => c.IsComplete).ToList();
            return
            [
                .. Enumerable.Range(0, Values.Count)
                    .Select(v => complete.Select(c => c.Rmse[v] / c.Rmse[0]).DefaultIfEmpty(double.NaN).Average()),
            ];
        }
    }

    /// <summary>
    /// The value with the least ratio, the first where none is clearly better; null where there is nothing to choose by, or where another
    /// process still works on some of it.
    /// </summary>
    public string? Chosen
    {
        get
        {
            var ratios = Ratios.ToArray();
            var least = Array.IndexOf(ratios, ratios.Min());
            return double.IsNaN(ratios[0]) || !Columns.All(c => c.IsComplete) ? null : Values[ratios[least] < 1 - LeastGain ? least : 0];
        }
    }

    /// <summary>Writes <c>defaults.json</c> and <c>.md</c>.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "defaults.json"),
            JsonSerializer.Serialize(this, ExperimentReport.Json),
            cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "defaults.md"), ToMarkdown(), cancellationToken);
    }

    /// <summary>The table.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"### {Setting}: normalised RMSE on the days that followed {Folds} earlier times (epochs that early stopping chose)")
            .AppendLine();
        text.AppendLine($"| {Setting} | {string.Join(" | ", Columns.Select(c => c.Student))} | of the first value's, mean |");
        text.AppendLine($"| --- |{string.Concat(Columns.Select(_ => " --- |"))} --- |");
        for (var v = 0; v < Values.Count; v++)
        {
            var cells = Columns.Select(c => Cell(c.Rmse[v], c.Epochs[v]));
            text.AppendLine($"| {Values[v]} | {string.Join(" | ", cells)} | {TableNumber.Of(Ratios[v])} |");
        }

        var choice = Chosen is { } chosen
            ? $"Chosen by the rule: {Setting}={chosen}."
            : "Nothing is chosen: some students have no score with every value yet. Start again when other processes have done their runs.";
        return text.AppendLine().AppendLine(choice).ToString();

        static string Cell(double rmse, double epochs) =>
            double.IsFinite(rmse) ? $"{TableNumber.Of(rmse)} ({TableNumber.Of(epochs, "0.#")})" : TableNumber.Of(rmse);
    }
}
