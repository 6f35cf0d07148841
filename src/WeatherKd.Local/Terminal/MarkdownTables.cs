using Spectre.Console;

namespace WeatherKd.Local.Terminal;

/// <summary>Shows a report that is written as Markdown, of headings, paragraphs and tables, in the terminal's width.</summary>
internal static class MarkdownTables
{
    /// <summary>Prints a report.</summary>
    public static void Print(IAnsiConsole console, string markdown)
    {
        var rows = new List<string[]>();
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith('|'))
            {
                rows.Add([.. line.Trim().Trim('|').Split('|').Select(c => c.Trim())]);
                continue;
            }

            PrintTable(console, rows);
            rows.Clear();
            if (line.Length > 0)
            {
                console.Write(new Text(line.TrimStart('#', ' ').Replace("*", string.Empty, StringComparison.Ordinal) + "\n"));
            }
        }

        PrintTable(console, rows);
    }

    /// <summary>The second row has the rules below the titles.</summary>
    private static void PrintTable(IAnsiConsole console, List<string[]> rows)
    {
        if (rows.Count < 2)
        {
            return;
        }

        var table = TableConsole.Table([.. rows[0].Select(title => "~" + title.Replace('_', '\n'))]);
        foreach (var row in rows.Skip(2))
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        console.Write(table);
        console.WriteLine();
    }
}
