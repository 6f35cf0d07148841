using System.Globalization;
using Spectre.Console;
using WeatherKd.Verification;

namespace WeatherKd.Local.Terminal;

/// <summary>Shows a verification in the terminal: RMSE of each system on the same rows, a column a variable.</summary>
internal static class VerificationTable
{
    /// <summary>Width of the longest system's name.</summary>
    private const int SystemWidth = 32;
    private const int CellWidth = 8;

    /// <summary>Prints the table, in parts where the variables do not fit beside each other.</summary>
    public static void Print(IAnsiConsole console, VerificationReport report)
    {
        foreach (var group in TableConsole.Groups([.. report.Variables.Select(v => v.Variable)], SystemWidth, CellWidth))
        {
            console.Write(Make([.. report.Variables.Where(v => group.Contains(v.Variable))]));
        }
    }

    private static Table Make(IReadOnlyList<VariableReport> variables)
    {
        var table = TableConsole.Table(["RMSE", .. variables.Select(v => TableConsole.Title(v.Variable, v.Unit))]);
        foreach (var system in variables.SelectMany(v => v.Systems).Select(s => s.System).Distinct(StringComparer.Ordinal))
        {
            table.AddRow([Markup.Escape(system), .. variables.Select(v => Cell(v, system))]);
        }

        table.AddRow(["[grey]rows[/]", .. variables.Select(v => $"[grey]{v.Systems.Select(s => s.Score.Count).FirstOrDefault()}[/]")]);
        if (variables.Any(v => v.LeftOut > 0))
        {
            // Said, because a table whose columns are scored on other rows than one thinks is worse than none.
            table.AddRow(["[grey]rows left out[/]", .. variables.Select(v => $"[grey]{v.LeftOut}[/]")]);
        }

        return table;
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
