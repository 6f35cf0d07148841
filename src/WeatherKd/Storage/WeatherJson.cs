using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WeatherKd.Storage;

/// <summary>
/// The one way in which WeatherKd writes JSON: camelCase names, enums as words, times in UTC with <c>Z</c>, missing as null.
/// </summary>
public static class WeatherJson
{
    /// <summary>Compact form, one document on one line.</summary>
    public static JsonSerializerOptions Compact { get; } = Create(indented: false);

    /// <summary>Indented form, for blobs and answers that people read.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>
    /// What programs read that call the command line: as the API answers, with snake_case names and times without fractions of a second;
    /// indented.
    /// </summary>
    public static JsonSerializerOptions Printed { get; } = Create(indented: true, JsonNamingPolicy.SnakeCaseLower);

    /// <summary>A value as a line of an append blob of JSON lines, its end included.</summary>
    public static byte[] Line<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Compact), (byte)'\n'];

    private static JsonSerializerOptions Create(bool indented, JsonNamingPolicy? names = null)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            PropertyNamingPolicy = names ?? JsonNamingPolicy.CamelCase,
            NewLine = "\n",
            MaxDepth = 32,
            // Units such as °C and µg/m³ stay readable; these documents are never embedded in HTML.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new UtcTimeConverter(names is null) },
        };
        if (names is not null)
        {
            options.Converters.Add(new FiniteConverter());
        }

        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>JSON knows no NaN and no infinity; a number that is none is missing.</summary>
    private sealed class FiniteConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }

    /// <summary>Printed documents have whole seconds, which is what people and their tools read.</summary>
    private sealed class UtcTimeConverter(bool withFractions) : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset().ToUniversalTime();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(UtcTime.Format(withFractions ? value : value.AddTicks(-(value.Ticks % TimeSpan.TicksPerSecond))));
    }
}
