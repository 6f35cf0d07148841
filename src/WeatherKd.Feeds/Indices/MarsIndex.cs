using System.Text.Json;

namespace WeatherKd.Feeds.Indices;

/// <summary>
/// The index beside each file of ECMWF's open data: a line of JSON a message, <c>{"date": "20240401", "time": "0000", "type": "fc", "step":
/// "6", "levtype": "sfc", "param": "2t", "_offset": 0, "_length": 665525}</c>.
/// </summary>
public static class MarsIndex
{
    /// <summary>Finds the messages of surface fields, in the order of the file.</summary>
    /// <param name="text">The index.</param>
    /// <param name="run">Start of the run that it must be of.</param>
    /// <param name="lead">Lead in h.</param>
    /// <param name="parameters">ECMWF's short names; of several with strokes between (<c>10fg|10fg3</c>) the first that is there.</param>
    /// <exception cref="IndexFormatException">A line cannot be read, is of another run, or a field is not there.</exception>
    public static IReadOnlyList<IndexedMessage> Find(string text, DateTimeOffset run, int lead, IEnumerable<string> parameters)
    {
        var found = new List<IndexedMessage>();
        var number = 0;
        foreach (var row in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            number++;
            try
            {
                using var line = JsonDocument.Parse(row);
                var at = line.RootElement;
                var (date, time) = (Word(at, "date"), Word(at, "time").PadLeft(4, '0'));
                if (date != $"{run:yyyyMMdd}" || time != $"{run:HHmm}")
                {
                    throw new IndexFormatException($"Line {number} of the index is of the run {date} {time}, not of {run:yyyyMMdd HHmm}.");
                }

                // A member of the ensemble has a number; extremes and sums over a window have steps such as 0-24.
                if (Word(at, "levtype") == "sfc" && Word(at, "step") == $"{lead}" && !at.TryGetProperty("number", out _))
                {
                    found.Add(new IndexedMessage(
                        Word(at, "param"),
                        at.GetProperty("_offset").GetInt64(),
                        at.GetProperty("_length").GetInt64()));
                }
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new IndexFormatException(
                    $"Line {number} of the index is '{(row.Length > 80 ? row[..80] + "…" : row)}', not a message of ECMWF's open data.");
            }
        }

        return
        [
            .. parameters.Distinct(StringComparer.Ordinal)
                .Select(p => p.Split('|').Select(name => found.Find(m => m.Field == name)).FirstOrDefault(m => m is not null)
                    ?? throw new IndexFormatException(
                        $"The index has no '{p.Replace("|", "' or '", StringComparison.Ordinal)}' at lead {lead} h.")
                    {
                        IsMissingField = true,
                    })
                .OrderBy(m => m.Start),
        ];
    }

    private static string Word(JsonElement line, string name) =>
        line.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : line.GetProperty(name).GetRawText();
}
