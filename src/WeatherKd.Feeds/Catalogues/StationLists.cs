using System.Globalization;
using System.Text.Json;
using WeatherKd.Feeds.Requests;

namespace WeatherKd.Feeds.Catalogues;

/// <summary>Reads lists of stations as the sources publish them. Stations without a place are left out.</summary>
public static class StationLists
{
    /// <summary>Heights that stand for none in these lists: −999.9, −999, 8191 and 9999.</summary>
    private static readonly double[] NoHeight = [-999.9, -999, 8191, 9999];

    /// <summary>GHCNh's list <c>ghcnh-station-list.csv</c>, with its header line or, as it was until 2025, without.</summary>
    /// <exception cref="SourceException">It is no such list.</exception>
    public static IEnumerable<ListedStation> Ghcnh(TextReader text)
    {
        while (text.ReadLine() is { } line)
        {
            var f = Fields(line);
            if (f.Count < 6 || f[0].Length != 11)
            {
                if (f[0] is "GHCN_ID" or "")
                {
                    continue;
                }

                throw new SourceException(
                    $"'{(line.Length > 60 ? line[..60] : line)}' is no line of GHCNh's station list (id of eleven characters, latitude, "
                    + $"longitude, elevation, state, name, …).");
            }

            if (Station(f[0], f[5], f[1], f[2], f[3], f.ElementAtOrDefault(9), f.ElementAtOrDefault(10)) is { } station)
            {
                yield return station;
            }
        }
    }

    /// <summary>
    /// ISD's list <c>isd-history.csv</c>: USAF, WBAN, name, country, state, ICAO, latitude, longitude, elevation, begin, end. The id is
    /// USAF and WBAN together, as the files' names have it.
    /// </summary>
    /// <exception cref="SourceException">It is no such list.</exception>
    public static IEnumerable<ListedStation> Isd(TextReader text)
    {
        if (text.ReadLine()?.StartsWith("\"USAF\",\"WBAN\"", StringComparison.Ordinal) != true)
        {
            throw new SourceException("The list does not begin with \"USAF\",\"WBAN\" as isd-history.csv does.");
        }

        while (text.ReadLine() is { } line)
        {
            // A station at 0°, 0° is one whose place nobody entered.
            if (Fields(line) is { Count: >= 11 } f
                && Station(f[0] + f[1], f[2], f[6], f[7], f[8], f[5], f[3]) is { } station
                && (station.Latitude != 0 || station.Longitude != 0))
            {
                yield return station;
            }
        }
    }

    /// <summary>
    /// The answer of aviationweather.gov's <c>stationinfo</c> as JSON: <c>icaoId</c>, <c>site</c>, <c>lat</c>, <c>lon</c>, <c>elev</c>,
    /// <c>country</c>.
    /// </summary>
    /// <exception cref="SourceException">It is no such answer.</exception>
    public static IReadOnlyList<ListedStation> StationInfo(Stream json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return
            [
                .. document.RootElement.EnumerateArray()
                    .Where(s => Text(s, "icaoId") is { Length: 4 } && Number(s, "lat") is not null && Number(s, "lon") is not null)
                    .Select(s => new ListedStation(
                        Text(s, "icaoId")!,
                        Text(s, "site"),
                        Number(s, "lat")!.Value,
                        Number(s, "lon")!.Value,
                        Number(s, "elev"),
                        Text(s, "icaoId"),
                        Text(s, "country"))),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SourceException($"The answer is not a list of stations in JSON: {e.Message}", e);
        }
    }

    private static string? Text(JsonElement station, string name) =>
        station.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static double? Number(JsonElement station, string name) =>
        station.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static ListedStation? Station(
        string id,
        string name,
        string latitude,
        string longitude,
        string elevation,
        string? icao,
        string? country) =>
        Number(latitude) is { } north and >= -90 and <= 90 && Number(longitude) is { } east and >= -180 and <= 180
            ? new ListedStation(
                id,
                string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } words ? words : null,
                north,
                east,
                Number(elevation) is { } height and > -500 and < 9000 && !NoHeight.Contains(height) ? height : null,
                icao?.Trim() is { Length: 4 } code && code.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetterUpper(code[0]) ? code : null,
                country?.Trim() is { Length: > 0 } land ? land : null)
            : null;

    private static double? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The fields of a line; a quoted one may hold commas.</summary>
    private static List<string> Fields(string line)
    {
        var (fields, start, quoted) = (new List<string>(), 0, false);
        for (var i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (i == line.Length || (line[i] == ',' && !quoted))
            {
                fields.Add(line[start..i].Trim().Trim('"').Trim());
                start = i + 1;
            }
        }

        return fields;
    }
}
