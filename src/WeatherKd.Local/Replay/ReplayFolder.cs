using System.Globalization;
using System.Text;
using System.Text.Json;
using WeatherKd.Replay;
using WeatherKd.Storage;
using WeatherKd.Verification.Reports;

namespace WeatherKd.Local.Replay;

/// <summary>Writes a replay for people and programs: <c>replay.json</c>, <c>replay.md</c> and the plots of its verification.</summary>
internal static class ReplayFolder
{
    /// <summary>Writes a replay; an earlier one in the folder is replaced.</summary>
    /// <returns>Path of the page.</returns>
    public static async Task<string> WriteAsync(string folder, ReplayReport report, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (report.Verification is { } verification)
        {
            foreach (var (name, png) in VerificationPlots.Draw(verification))
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, name), png, cancellationToken);
            }
        }

        await File.WriteAllTextAsync(
            Path.Combine(folder, "replay.json"),
            JsonSerializer.Serialize(report, WeatherJson.Indented),
            cancellationToken);
        var page = Path.Combine(folder, "replay.md");
        await File.WriteAllTextAsync(page, Page(report), cancellationToken);
        return page;
    }

    private static string Page(ReplayReport report)
    {
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $"# Replay of {report.Model}, {UtcTime.Format(report.From)} to {UtcTime.Format(report.To)}\n\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"{report.Forecasts} forecasts issued, {report.Withheld} of them withheld from their newest run by the guard; a retraining "
            + $"every {report.RetrainEveryDays:0.##} days; {report.Seconds:F0} s of real time. ");
        page.Append("Skill is that of what was issued in the 30 days before, against the raw numerical model on the same rows.\n\n");
        page.Append("| at | verdict | in service | s | skill of 30 days | alarms | why |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var r in report.Retrainings)
        {
            var skill = string.Join(
                "<br>",
                r.Skill
                    .Where(s => s.Days == 30 && s.Skill is not null)
                    .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Variable} {s.Skill:F2}")));
            var why = string.Join("<br>", r.Outcome.Reasons.Where(reason => !reason.StartsWith("met:", StringComparison.Ordinal)))
                .Replace("|", "\\|", StringComparison.Ordinal);
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {UtcTime.Format(r.At)} | {r.Outcome.Verdict} | {r.InService ?? "–"} | {r.Seconds:F0} | {skill} | "
                + $"{string.Join("<br>", r.Alarms.Select(a => a.Key))} | {why} |\n");
        }

        page.Append(Guarded(report));
        page.Append('\n')
            .Append(report.Verification is null
                ? "No student came into service: nothing was issued."
                : VerificationPage.Write(report.Verification));
        return page.ToString();
    }

    /// <summary>What the guard withheld, and whether it did so where the weather changed most.</summary>
    private static StringBuilder Guarded(ReplayReport report)
    {
        var page = new StringBuilder();
        if (report.LargestChange is { } change)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"\nThe largest change in 24 hours was {change.Change:+0.0;-0.0} K, at {change.Station} by {UtcTime.Format(change.At)}: "
                + $"in the week around it {report.WithheldAtLargestChange} forecasts were withheld.\n");
        }

        if (report.Withheld > 0)
        {
            page.Append("\n| withheld at | station | why |\n| --- | --- | --- |\n");
            foreach (var withheld in report.WithheldForecasts)
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| {UtcTime.Format(withheld.Origin)} | {withheld.Station} | "
                    + $"{withheld.Reason.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }

        return page;
    }
}
