using System.Globalization;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Local.Demo;

/// <summary>
/// Cuts a folder of station CSV files into the files that an operator would deliver: the history as monthly files, then the last two days
/// hour by hour and run by run, in the order in which they became known.
/// </summary>
internal static class StationCsvDelivery
{
    private const int LiveHours = 48;

    /// <summary>Cuts a folder.</summary>
    /// <param name="source">
    /// Folder with <c>observations.csv</c>, <c>forecasts.csv</c> (each may end in <c>.gz</c>) and <c>stations.csv</c>.
    /// </param>
    /// <param name="target">Receives the files.</param>
    /// <param name="model">Name of the numerical model: the folder of its files.</param>
    /// <returns>The files in order of delivery.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder or one of its files is missing.</exception>
    public static IReadOnlyList<Delivery> Cut(string source, string target, string model)
    {
        Directory.CreateDirectory(target);
        var stations = Require(source, "stations.csv");
        var observations = Parts(Require(source, "observations.csv"), RecordColumns.ValidTime, time => $"{time:yyyy-MM-dd'T'HH}");
        var forecasts = Parts(Require(source, "forecasts.csv"), RecordColumns.Run, time => $"{time:yyyy-MM-dd'T'HH}");
        var history = observations.Months.Select(p => (p, Container: "observations", Folder: string.Empty))
            .Concat(forecasts.Months.Select(p => (p, Container: "numerical-model", Folder: model + "/")));
        var live = observations.Recent.Select(p => (p, Container: "observations", Folder: string.Empty))
            .Concat(forecasts.Recent.Select(p => (p, Container: "numerical-model", Folder: model + "/")))
            .OrderBy(p => p.p.Name, StringComparer.Ordinal);
        var deliveries = new List<Delivery> { new(stations, "stations", "stations.csv", IsHistory: true) };
        foreach (var (part, container, folder) in history.Concat(live))
        {
            var name = $"{folder}{part.Name}.csv";
            var path = Path.Combine(target, container, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllLines(path, part.Lines);
            deliveries.Add(new Delivery(path, container, name, part.IsHistory));
        }

        return deliveries;
    }

    /// <summary>Ids of the stations in <c>stations.csv</c>, in the order of the file.</summary>
    /// <param name="source">The folder.</param>
    /// <exception cref="DirectoryNotFoundException">The folder or one of its files is missing.</exception>
    /// <exception cref="InputFormatException">The file cannot be read or names no station.</exception>
    public static IReadOnlyList<string> StationsOf(string source)
    {
        Require(source, "observations.csv");
        Require(source, "forecasts.csv");
        var path = Require(source, "stations.csv");
        using var csv = CsvInput.Open(new InputFile(path, Path.GetFileName(path)));
        var column = csv.RequireColumn(RecordColumns.Station);
        var stations = new List<string>();
        while (csv.Read())
        {
            stations.Add(csv.Field(column).ToString());
        }

        return stations.Count > 0 ? stations : throw new InputFormatException($"{path} has no rows.");
    }

    private static string Require(string folder, string name)
    {
        var plain = Path.Combine(folder, name);
        return File.Exists(plain) ? plain
            : File.Exists(plain + ".gz") ? plain + ".gz"
            : throw new DirectoryNotFoundException($"{Path.GetFullPath(folder)} has no {name} (or {name}.gz).");
    }

    private static (IReadOnlyList<Part> Months, IReadOnlyList<Part> Recent) Parts(
        string path,
        string timeColumn,
        Func<DateTimeOffset, string> name)
    {
        using var csv = CsvInput.Open(new InputFile(path, Path.GetFileName(path)));
        var column = csv.RequireColumn(timeColumn);
        var header = string.Join(',', csv.Headers);
        var rows = new List<(DateTimeOffset Time, string Line)>();
        while (csv.Read())
        {
            rows.Add((csv.Time(column), string.Join(',', Enumerable.Range(0, csv.Headers.Count).Select(i => Quote(csv.Text(i))))));
        }

        if (rows.Count == 0)
        {
            throw new InputFormatException($"{path} has no rows.");
        }

        var live = rows.Max(r => r.Time).AddHours(-LiveHours);
        return (
            Group(rows.Where(r => r.Time <= live), t => t.ToString("yyyy-MM", CultureInfo.InvariantCulture), header, isHistory: true),
            Group(rows.Where(r => r.Time > live), name, header, isHistory: false));
    }

    private static IReadOnlyList<Part> Group(
        IEnumerable<(DateTimeOffset Time, string Line)> rows,
        Func<DateTimeOffset, string> name,
        string header,
        bool isHistory) =>
        [.. rows.GroupBy(r => name(r.Time), StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new Part(g.Key, [header, .. g.Select(r => r.Line)], isHistory))];

    private static string Quote(ReadOnlySpan<char> field) =>
        field.IndexOfAny(",\"\r\n") < 0 ? field.ToString() : $"\"{field.ToString().Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed record Part(string Name, IReadOnlyList<string> Lines, bool IsHistory);
}

/// <summary>A file to upload.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Container">Container that it goes to.</param>
/// <param name="Name">Its blob name.</param>
/// <param name="IsHistory">Whether it is of the history, or of the last two days.</param>
internal sealed record Delivery(string Path, string Container, string Name, bool IsHistory);
