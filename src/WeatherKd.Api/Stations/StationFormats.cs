using System.Text.Json;
using WeatherKd.Api.Conventions;
using WeatherKd.Storage;

namespace WeatherKd.Api.Stations;

/// <summary>Lists of stations in other forms than JSON of our own.</summary>
internal static class StationFormats
{
    /// <summary>A feature collection (RFC 7946), one point a station; geometry null where its position is not known.</summary>
    public static Answer GeoJson(IReadOnlyList<StationDescription> stations) => new(
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Type = "FeatureCollection",
                Features = stations.Select(s => new { Type = "Feature", s.Id, Geometry = PointOf(s), Properties = s }).ToList(),
            },
            ApiJson.Options),
        "application/geo+json");

    /// <summary>A table of where they are and when they were last heard of. Names stand in quotes, for they may hold anything.</summary>
    public static Answer Csv(IReadOnlyList<StationDescription> stations)
    {
        var text = new CsvText().Field("station").Field("name").Head("latitude", "°").Head("longitude", "°").Head("elevation", "m")
            .Field("last_observation").Head("silent_hours", "h");
        text.EndRow();
        foreach (var s in stations)
        {
            text.Field(s.Id)
                .Field(s.Name is null ? null : '"' + s.Name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')
                .Field(s.Latitude)
                .Field(s.Longitude)
                .Field(s.Elevation)
                .Field(s.LastObservation is { } last ? UtcTime.Format(last) : null)
                .Field(s.SilentHours)
                .EndRow();
        }

        return new Answer(text.ToBytes(), CsvText.ContentType);
    }

    private static object? PointOf(StationDescription station) => station is { Latitude: { } north, Longitude: { } east }
        ? new { Type = "Point", Coordinates = station.Elevation is { } height ? new[] { east, north, height } : [east, north] }
        : null;
}
