using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WeatherKd.Storage;

/// <summary>The one way in which WeatherKd writes JSON: camelCase names, enums as words, times in UTC with <c>Z</c>, missing as null.</summary>
public static class WeatherJson
{
    /// <summary>Compact form, one document on one line.</summary>
    public static JsonSerializerOptions Compact { get; } = Create(indented: false);

    /// <summary>Indented form, for blobs and answers that people read.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>What programs read that call the command line: as the API answers, with snake_case names; indented.</summary>
    public static JsonSerializerOptions Printed { get; } = Create(indented: true, JsonNamingPolicy.SnakeCaseLower);

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
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new UtcTimeConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset().ToUniversalTime();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(UtcTime.Format(value));
    }
}
