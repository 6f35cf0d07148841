using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace WeatherKd.Local.Terminal;

/// <summary>Shows an answer of <c>/api/v1/forecast</c> in the terminal: a row an hour, a column a variable with a bar of its place between the day's extremes.</summary>
internal static class ForecastTable
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Prints the forecast and what it was made from.</summary>
    public static void Print(IAnsiConsole console, JsonElement answer)
    {
        var hourly = answer.GetProperty("hourly");
        var units = answer.GetProperty("hourly_units");
        var times = hourly.GetProperty("time").EnumerateArray().Select(t => t.GetString()!).ToList();
        var variables = hourly.EnumerateObject().Where(p => p.Name != "time" && p.Value.ValueKind == JsonValueKind.Array).ToList();
        var table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("time\n[grey]UTC[/]").NoWrap());
        foreach (var variable in variables)
        {
            table.AddColumn(new TableColumn($"{variable.Name}\n[grey]{Markup.Escape(units.GetProperty(variable.Name).GetString() ?? string.Empty)}[/]").RightAligned().NoWrap());
        }

        for (var i = 0; i < times.Count; i++)
        {
            var row = i;
            table.AddRow([Label(times[row]), .. variables.Select(v => Cell(v.Value, row))]);
        }

        console.Write(table);
        console.Write(new Text(Lineage(answer) + "\n"));
    }

    private static string Label(string time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? $"{parsed:yyyy-MM-dd HH:mm}" : time;

    private static string Cell(JsonElement values, int row)
    {
        if (values[row].ValueKind == JsonValueKind.Null)
        {
            return "[grey]–[/]";
        }

        var all = values.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.Number).Select(v => v.GetDouble()).ToList();
        var value = values[row].GetDouble();
        var share = all.Max() > all.Min() ? (value - all.Min()) / (all.Max() - all.Min()) : 0;
        return $"{value.ToString("F1", CultureInfo.InvariantCulture)} [blue]{Bars[(int)Math.Round(share * (Bars.Length - 1))]}[/]";
    }

    private static string Lineage(JsonElement answer)
    {
        if (answer.GetProperty("student").ValueKind == JsonValueKind.Null)
        {
            return $"{answer.GetProperty("made_from").GetString() ?? "The numerical model stands in for a student."} Issued {answer.GetProperty("issued_at")}";
        }

        var student = answer.GetProperty("student").GetProperty("id").GetString()!;
        var run = answer.GetProperty("numerical_model_run") is { ValueKind: JsonValueKind.String } r ? r.GetString() : "none (observations only)";
        return $"student {student[..Math.Min(12, student.Length)]}, model run {run}, last observation {answer.GetProperty("last_observation")}, issued {answer.GetProperty("issued_at")}";
    }
}
