using System.Globalization;

namespace WeatherKd.Feeds.Indices;

/// <summary>
/// The index that NOAA puts beside each GRIB2 file, written by wgrib2 (<c>wgrib2 -s</c>): <c>581:418201888:d=2025080100:TMP:2 m above
/// ground:7 hour fcst:</c>, that is number, first byte, run, parameter, level, time. A message
/// ends where the next begins; submessages (<c>10.1</c>, <c>10.2</c>) share their first byte.
/// </summary>
public static class WgribIndex
{
    private const int MostLines = 100_000;

    /// <summary>Finds the messages of fields, in the order of the file.</summary>
    /// <param name="text">The index.</param>
    /// <param name="run">Start of the run that it must be of.</param>
    /// <param name="lead">Lead in h; of several messages of a field that of the instant, or of the longest period up to it.</param>
    /// <param name="fields">Parameter and level, such as <c>TMP:2 m above ground</c>.</param>
    /// <exception cref="IndexFormatException">A line cannot be read, is of another run, or a field is not there.</exception>
    public static IReadOnlyList<IndexedMessage> Find(string text, DateTimeOffset run, int lead, IEnumerable<string> fields)
    {
        var lines = Read(text, run);
        var starts = lines.Select(l => l.Start).Distinct().Order().ToList();
        return
        [
            .. fields.Distinct(StringComparer.Ordinal).Select(field =>
            {
                var line = lines.Where(l => l.Field == field)
                    .Select(l => (Line: l, Rank: Rank(l.Time, lead)))
                    .Where(l => l.Rank is not null)
                    .OrderBy(l => l.Rank)
                    .Select(l => l.Line)
                    .FirstOrDefault()
                    ?? throw new IndexFormatException($"The index has no '{field}' at lead {lead} h.") { IsMissingField = true };
                var next = starts.BinarySearch(line.Start) + 1;
                return new IndexedMessage(field, line.Start, next < starts.Count ? starts[next] - line.Start : null);
            }).OrderBy(m => m.Start),
        ];
    }

    private static List<Line> Read(string text, DateTimeOffset run)
    {
        var date = "d=" + run.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        var lines = new List<Line>();
        foreach (var row in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = row.Split(':');
            if (parts.Length < 6
                || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
                || lines.Count == MostLines)
            {
                throw new IndexFormatException(
                    $"Line {lines.Count + 1} of the index is '{(row.Length > 80 ? row[..80] + "…" : row)}', not "
                    + $"number:byte:d=date:parameter:level:time:.");
            }

            if (parts[2] != date)
            {
                throw new IndexFormatException($"Line {lines.Count + 1} of the index is of the run {parts[2]}, not of {date}.");
            }

            if (lines.Count > 0 && start < lines[^1].Start)
            {
                throw new IndexFormatException($"Line {lines.Count + 1} of the index begins at byte {start}, before the line above it.");
            }

            lines.Add(new Line($"{parts[3]}:{parts[4]}", start, parts[5]));
        }

        return lines.Count > 0 ? lines : throw new IndexFormatException("The index is empty.");
    }

    /// <summary>
    /// The less, the rather: an instant before a period, a longer period before a shorter one. Null where the time is not that lead's.
    /// </summary>
    private static int? Rank(string time, int lead)
    {
        if (time == "anl")
        {
            return lead == 0 ? 0 : null;
        }

        var words = time.Split(' ');
        if (words.Length < 3)
        {
            return null;
        }

        var unit = words[1] switch { "hour" => 60, "day" => 1440, "min" => 1, _ => 0 };
        var span = words[0].Split('-');
        var ends = span.Select(s => int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n * unit : -1).ToList();
        return ends switch
        {
            [var at] when at == lead * 60 && words[^1] == "fcst" => 0,
            // An extreme over a period is another thing than the field itself.
            [>= 0 and var from, var to] when to == lead * 60 && words[2] is "acc" or "ave" => 1 + from,
            _ => null,
        };
    }

    private sealed record Line(string Field, long Start, string Time);
}
