using System.Text.Json;
using WeatherKd.Feeds.Requests;

namespace WeatherKd.Feeds.Sources;

/// <summary>A station as AirKorea names it: <c>종로구</c>, or <c>서울/중구</c> where several provinces have one of the name.</summary>
/// <param name="Province">The province as its answers have it under <c>sidoName</c>; null for any.</param>
/// <param name="Name">The name under <c>stationName</c>.</param>
internal sealed record AirKoreaStation(string? Province, string Name)
{
    /// <summary>Reads a name of the settings.</summary>
    public static AirKoreaStation Parse(string text) =>
        text.Split('/', 2) is [var province, var name]
            ? new AirKoreaStation(province.Trim(), name.Trim())
            : new AirKoreaStation(null, text);

    /// <summary>The station's item among those of the whole country; null where there is none.</summary>
    /// <exception cref="SourceException">Several provinces have a station of the name.</exception>
    public JsonElement? FindIn(IEnumerable<JsonElement> items)
    {
        var found = items.Where(i => i.GetProperty("stationName").GetString() == Name && (Province is null || ProvinceOf(i) == Province))
            .ToList();
        return found.Count <= 1
            ? found.Cast<JsonElement?>().SingleOrDefault()
            : throw new SourceException(
                $"AirKorea has the station {Name} in {string.Join(" and ", found.Select(ProvinceOf))}; write "
                + $"{ProvinceOf(found[0])}/{Name} in the feed's settings.");
    }

    private static string? ProvinceOf(JsonElement item) => item.TryGetProperty("sidoName", out var province) ? province.GetString() : null;
}
