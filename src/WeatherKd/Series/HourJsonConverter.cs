using System.Text.Json;
using System.Text.Json.Serialization;

namespace WeatherKd.Series;

/// <summary>An hour in JSON: its number of hours since 1970-01-01T00Z.</summary>
public sealed class HourJsonConverter : JsonConverter<Hour>
{
    /// <inheritdoc/>
    public override Hour Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Hour value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.SinceEpoch);
}
