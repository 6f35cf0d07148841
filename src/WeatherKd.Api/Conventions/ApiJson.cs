using System.Text.Json;
using WeatherKd.Storage;

namespace WeatherKd.Api.Conventions;

/// <summary>The API's JSON: as the rest of WeatherKd writes it, but with snake_case names, which weather services have.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = new(WeatherJson.Compact)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}
