using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace WeatherKd.Local.Terminal;

/// <summary>
/// Shows an answer of <c>/api/v1/forecast</c> in the terminal: a row an hour, a column a variable with a bar of its place between the day's
/// extremes.
/// </summary>
internal static class ForecastTable
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int TimeWidth = 16;
    private const int CellWidth = 8;

    /// <summary>The question, below the API's prefix.</summary>
    public static string Path(string station, int? hours) =>
        $"/forecast?station={Uri.EscapeDataString(station)}" + (hours is { } h
            ? string.Create(CultureInfo.InvariantCulture, $"&hours={h}")
            : string.Empty);

    /// <summary>Prints the forecast and what it was made from.</summary>
    public static void Print(IAnsiConsole console, JsonElement answer)
    {
        var hourly = answer.GetProperty("hourly");
        var units = answer.GetProperty("hourly_units");
        var times = hourly.GetProperty("time").EnumerateArray().Select(t => t.GetString()!).ToList();
        var variables = hourly.EnumerateObject()
            .Where(p => p.Name != "time" && p.Value.ValueKind == JsonValueKind.Array && units.TryGetProperty(p.Name, out _))
            .ToList();
        foreach (var group in TableConsole.Groups([.. variables.Select(v => v.Name)], TimeWidth, CellWidth))
        {
            var shown = variables.Where(v => group.Contains(v.Name)).ToList();
            var table = TableConsole.Table([
                "time\nUTC",
                .. shown.Select(v => TableConsole.Title(v.Name, units.GetProperty(v.Name).GetString()))
            ]);
            for (var i = 0; i < times.Count; i++)
            {
                var row = i;
                table.AddRow([TableConsole.Time(times[row]), .. shown.Select(v => Cell(v.Value, row))]);
            }

            console.Write(table);
        }

        console.Write(new Text(Lineage(answer) + "\n"));
    }

    private static string Cell(JsonElement values, int row)
    {
        if (values[row].ValueKind != JsonValueKind.Number)
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
        var student = answer.TryGetProperty("student", out var s) && s.ValueKind == JsonValueKind.Object
            ? TableConsole.Id(s.GetProperty("id").GetString())
            : "none";
        var run = Text(answer, "numerical_model_run") is { } time ? TableConsole.Time(time) : "none (observations only)";
        return $"student {student}, model run {run}, last observation {TableConsole.Time(Text(answer, "last_observation"))}, issued "
            + $"{TableConsole.Time(Text(answer, "issued_at"))}";
    }

    private static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
