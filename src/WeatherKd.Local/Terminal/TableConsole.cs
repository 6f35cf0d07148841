using System.Globalization;
using Spectre.Console;

namespace WeatherKd.Local.Terminal;

/// <summary>
/// How tables look: plain columns that fit into 80, or into the terminal where that is wider; ids in twelve characters; times to the
/// minute.
/// </summary>
internal static class TableConsole
{
    /// <summary>Columns of a terminal as it is opened, and of a file or a pipe, which has no width.</summary>
    public const int Columns = 80;

    /// <summary>Characters by which an id is shown; each command takes any beginning that no other id has.</summary>
    public const int IdLength = 12;

    /// <summary>A console over a writer.</summary>
    public static IAnsiConsole Create(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Console.IsOutputRedirected ? Columns : Math.Max(Columns, console.Profile.Width);
        return console;
    }

    /// <summary>A table without lines.</summary>
    /// <param name="titles">
    /// Titles of its columns; one that begins with <c>&gt;</c> is of numbers, one with <c>~</c> may be broken into lines.
    /// </param>
    public static Table Table(params string[] titles)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var title in titles)
        {
            var column = new TableColumn($"[grey]{Markup.Escape(title.TrimStart('>', '~'))}[/]").Padding(0, 0, 2, 0);
            table.AddColumn(title.StartsWith('>') ? column.RightAligned().NoWrap() : title.StartsWith('~') ? column : column.NoWrap());
        }

        table.ShowHeaders = titles.Any(title => title.TrimStart('>', '~').Length > 0);
        return table;
    }

    /// <summary>A time in UTC to the minute, as <c>2021-01-30 12:00</c>; a dash for none.</summary>
    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A time of a JSON document, likewise; a dash for none.</summary>
    public static string Time(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? Time(parsed) : "–";

    /// <summary>The beginning of an id.</summary>
    public static string Id(string? id) => id is null ? "–" : id[..Math.Min(IdLength, id.Length)];

    /// <summary>A text cut to a length, with a sign that it was.</summary>
    public static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    /// <summary>
    /// Variables in groups whose columns fit beside a first column; each is as wide as its cells and the parts of its name.
    /// </summary>
    /// <param name="names">Names of the variables.</param>
    /// <param name="first">Width of the first column.</param>
    /// <param name="cell">Width of a cell.</param>
    public static IEnumerable<IReadOnlyList<string>> Groups(IReadOnlyList<string> names, int first, int cell)
    {
        var group = new List<string>();
        var width = first;
        foreach (var name in names)
        {
            var needed = 2 + Math.Max(cell, name.Split('_').Max(p => p.Length));
            if (group.Count > 0 && width + needed > Columns)
            {
                yield return group;
                (group, width) = ([], first);
            }

            group.Add(name);
            width += needed;
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    /// <summary>A variable's name as the title of a narrow column, its unit below.</summary>
    public static string Title(string name, string? unit) => $">{name.Replace('_', '\n')}\n{unit}";
}
