using System.Globalization;
using System.Text;
using WeatherKd.Storage;

namespace WeatherKd.Verification.Reports;

/// <summary>A verification as a Markdown page: verdict, variables, stations.</summary>
public static class VerificationPage
{
    /// <summary>The page.</summary>
    public static string Write(VerificationReport report)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Verification of student {report.Student}\n\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"Model {report.Model}, dataset {report.Dataset}, origins {Time(report.From)} to {Time(report.To)}, {report.Rows} rows. ");
        page.Append(CultureInfo.InvariantCulture, $"Champion: {report.Champion ?? "none"}.\n\n");
        foreach (var remark in report.Remarks)
        {
            page.Append(CultureInfo.InvariantCulture, $"> {remark}\n\n");
        }

        if (report.Passed is { } passed)
        {
            page.Append(CultureInfo.InvariantCulture, $"## Verdict: {(passed ? "may go into service" : "stays out of service")}\n\n");
            Table(page, ["rule", "", "finding"], report.Findings.Select(f => new[] { f.Rule, f.Passed ? "yes" : "**no**", f.Finding }));
        }

        if (report.Overall.Count > 0)
        {
            page.Append("## Skill over all variables\n\n1 is perfect, 0 no better, below 0 worse; with the 95 % interval.\n\n");
            Table(page, ["against", "skill", "95 %"], report.Overall.Select(c => new[] { c.Reference, Number(c.Skill), Text(c.Skill95) }));
        }

        foreach (var variable in report.Variables)
        {
            Variable(page, variable);
        }

        return page.ToString();
    }

    private static void Variable(StringBuilder page, VariableReport variable)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {variable.Variable} ({variable.Unit})\n\n");
        Table(
            page,
            ["system", "n", "bias", "MAE", "RMSE", "95 %", "correlation", "CRPS", "coverage", "skill of the student", "95 %"],
            variable.Systems.Select(s =>
            {
                var comparison = variable.Comparisons.FirstOrDefault(c => c.Reference == s.System);
                return new[]
                {
                    s.System,
                    s.Score.Count.ToString(CultureInfo.InvariantCulture),
                    Number(s.Score.Bias),
                    Number(s.Score.Mae),
                    Number(s.Score.Rmse),
                    Text(s.Rmse95),
                    Number(s.Score.Correlation),
                    Number(s.Score.Crps),
                    Number(s.Score.Coverage),
                    Number(comparison?.Skill),
                    Text(comparison?.Skill95),
                };
            }));
        var brier = variable.Systems
            .Select(s => BrierScore.OfRmse(variable.Variable, s.Score.Rmse) is { } score ? $"{s.System} {Number(score)}" : null)
            .OfType<string>()
            .ToList();
        if (brier.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"Brier score: {string.Join(", ", brier)}.\n\n");
        }

        if (variable.LeftOut > 0)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"{variable.LeftOut} rows are left out for all, because there was no forecast by: "
                + $"{string.Join(", ", variable.Lacking)}.\n\n");
        }

        if (variable.WithoutTeacher is { } hidden)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"Without its teacher, as if no run had come: RMSE {Number(hidden.Score.Rmse)}, bias {Number(hidden.Score.Bias)} on the "
                + $"same rows.\n\n");
        }

        if (variable.Adapted is { } adapted)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"Quantiles adapted day by day, as the service issues them: coverage {Number(adapted.Coverage)}, CRPS "
                + $"{Number(adapted.Crps)}.\n\n");
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"![RMSE by lead time]({VerificationPlots.ByLead(variable.Variable)}) ![Bias by "
            + $"hour]({VerificationPlots.ByHour(variable.Variable)})");
        page.Append(variable.Reliability.Count > 0 ? $" ![Reliability]({VerificationPlots.Reliability(variable.Variable)})\n\n" : "\n\n");
        Groups(page, "station", variable.ByStation);
        Groups(page, "season", variable.BySeason);
    }

    private static void Groups(StringBuilder page, string what, IReadOnlyList<GroupScore> groups)
    {
        if (groups.Count == 0)
        {
            return;
        }

        var systems = groups[0].Scores.Keys.ToList();
        page.Append(CultureInfo.InvariantCulture, $"RMSE by {what}:\n\n");
        Table(
            page,
            [what, "n", "bias of the student", .. systems],
            groups.Select(g => (string[])
            [
                g.Group,
                g.Scores[systems[0]].Count.ToString(CultureInfo.InvariantCulture),
                Number(g.Scores[systems[0]].Bias),
                .. systems.Select(s => Number(g.Scores[s].Rmse)),
            ]));
    }

    private static void Table(StringBuilder page, string[] header, IEnumerable<string[]> rows)
    {
        page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", header)} |\n|{string.Concat(header.Select(_ => " --- |"))}\n");
        foreach (var row in rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
        }

        page.Append('\n');
    }

    private static string Time(DateTimeOffset? time) => time is { } t ? UtcTime.Format(t) : "–";

    private static string Number(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Text(Interval? interval) =>
        interval is null ? string.Empty : $"{Number(interval.Low)} to {Number(interval.High)}";
}
