using System.Text.Json;
using System.Text.Json.Serialization;

namespace WeatherKd.Alarms;

/// <summary>A kind of alarm. Whoever watches for it declares it, so that nothing lists them.</summary>
/// <param name="Name">Its name in the log, the metrics and <see cref="Alarm.Key"/>, in Pascal case.</param>
[JsonConverter(typeof(NameConverter))]
public sealed record AlarmKind(string Name)
{
    /// <inheritdoc cref="Name"/>
    public override string ToString() => Name;

    /// <summary>Writes the name in camel case, as every name of a kind in the account's files.</summary>
    private sealed class NameConverter : JsonConverter<AlarmKind>
    {
        public override AlarmKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { Length: > 0 } name
                ? new AlarmKind(char.ToUpperInvariant(name[0]) + name[1..])
                : throw new JsonException("A kind of alarm has no name.");

        public override void Write(Utf8JsonWriter writer, AlarmKind value, JsonSerializerOptions options) =>
            writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.Name));
    }
}
