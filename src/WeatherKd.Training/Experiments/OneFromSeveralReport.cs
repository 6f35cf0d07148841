using System.Globalization;
using System.Text;
using System.Text.Json;
using WeatherKd.Variables;

namespace WeatherKd.Training.Experiments;

/// <summary>What one student from several is worth, as JSON and as a Markdown table.</summary>
internal sealed record OneFromSeveralReport
{
    /// <summary>The data's name.</summary>
    public required string Data { get; init; }

    /// <summary>What the students were scored on.</summary>
    public required string Scored { get; init; }

    /// <summary>Number of students whose mean was learned.</summary>
    public required int Members { get; init; }

    /// <summary>Variables forecast.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>A row a variant.</summary>
    public required IReadOnlyList<OneFromSeveralRow> Rows { get; init; }

    /// <summary>Writes <c>one-from-several.json</c> and <c>.md</c>.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "one-from-several.json"),
            JsonSerializer.Serialize(this, ExperimentReport.Json),
            cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "one-from-several.md"), ToMarkdown(), cancellationToken);
    }

    /// <summary>The table.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### {Data}: one student from {Members}, RMSE on the {Scored}, as in service")
            .AppendLine();
        var headers = Targets.Select(t => $"{t}, {VariableTable.Default[t].Unit}");
        text.AppendLine($"| student | {string.Join(" | ", headers)} | of a member's, mean |");
        text.AppendLine($"| --- |{string.Concat(Targets.Select(_ => " --- |"))} --- |");
        foreach (var row in Rows)
        {
            var name = row.Variant.ToString().ToLowerInvariant();
            Write($"{name}, one of {Members} (median)", row.Member);
            Write($"{name}, mean of {Members}", row.Mean);
            Write($"{name}, one from their mean", row.One);

            void Write(string student, IReadOnlyList<double> rmse) => text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {student} | {TableNumber.Row(rmse)} | {TableNumber.Of(rmse.Zip(row.Member, (r, m) => r / m).Average())} |");
        }

        return text.AppendLine().ToString();
    }
}
