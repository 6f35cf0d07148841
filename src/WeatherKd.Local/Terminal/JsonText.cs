using System.Text.Json;

namespace WeatherKd.Local.Terminal;

/// <summary>Reads answers of the API.</summary>
internal static class JsonText
{
    /// <summary>A text of an object; null where it has none of that name.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>An object of an object; an undefined element where it has none of that name.</summary>
    public static JsonElement Object(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : default;
}
