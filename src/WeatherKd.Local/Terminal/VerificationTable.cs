using System.Globalization;
using Spectre.Console;
using WeatherKd.Verification;

namespace WeatherKd.Local.Terminal;

/// <summary>Shows a verification in the terminal: RMSE of each system on the same rows, a column a variable.</summary>
internal static class VerificationTable
{
    /// <summary>Prints the table.</summary>
    public static void Print(IAnsiConsole console, VerificationReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("RMSE").NoWrap());
        foreach (var variable in report.Variables)
        {
            table.AddColumn(new TableColumn($"{variable.Variable}\n[grey]{Markup.Escape(variable.Unit)}[/]").RightAligned().NoWrap());
        }

        foreach (var system in report.Variables.SelectMany(v => v.Systems).Select(s => s.System).Distinct(StringComparer.Ordinal))
        {
            table.AddRow([system, .. report.Variables.Select(v => Cell(v, system))]);
        }

        table.AddRow(["[grey]rows[/]", .. report.Variables.Select(v => $"[grey]{v.Systems.Select(s => s.Score.Count).FirstOrDefault()}[/]")]);
        if (report.Variables.Any(v => v.LeftOut > 0))
        {
            // Said, because a table whose columns are scored on other rows than one thinks is worse than none.
            table.AddRow(["[grey]rows left out[/]", .. report.Variables.Select(v => $"[grey]{v.LeftOut}[/]")]);
        }

        console.Write(table);
    }

    private static string Cell(VariableReport variable, string system)
    {
        if (variable.Systems.FirstOrDefault(s => s.System == system) is not { } score)
        {
            return "[grey]–[/]";
        }

        var text = score.Score.Rmse.ToString("F3", CultureInfo.InvariantCulture);
        return score.Score.Rmse <= variable.Systems.Min(s => s.Score.Rmse) ? $"[bold green]{text}[/]" : text;
    }
}
