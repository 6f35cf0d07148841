using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using WeatherKd.Api.Columns;
using WeatherKd.Api.Conventions;
using WeatherKd.Storage;

namespace WeatherKd.Api.Forecasts;

/// <summary>
/// Writes forecasts as JSON, with the columnar arrays of Open-Meteo, and as GeoJSON (RFC 7946) with the same members as properties.
/// </summary>
internal static partial class ForecastJson
{
    // Units such as °C and µg/m³ stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object for one station; an array where several were asked for.</summary>
    public static byte[] Write(IReadOnlyList<ForecastAnswer> answers, bool several)
    {
        var buffer = new ArrayBufferWriter<byte>(8192);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            if (several)
            {
                writer.WriteStartArray();
            }

            foreach (var answer in answers)
            {
                writer.WriteStartObject();
                WriteMembers(writer, answer);
                writer.WriteEndObject();
            }

            if (several)
            {
                writer.WriteEndArray();
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A feature collection, one point a station; geometry null where its position is not known.</summary>
    public static byte[] WriteGeoJson(IReadOnlyList<ForecastAnswer> answers)
    {
        var buffer = new ArrayBufferWriter<byte>(8192);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "FeatureCollection");
            writer.WriteStartArray("features");
            foreach (var answer in answers)
            {
                writer.WriteStartObject();
                writer.WriteString("type", "Feature");
                writer.WriteString("id", answer.Station.Id);
                WriteGeometry(writer, answer);
                writer.WriteStartObject("properties");
                WriteMembers(writer, answer);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteGeometry(Utf8JsonWriter writer, ForecastAnswer answer)
    {
        if (answer.Station is not { Latitude: { } latitude, Longitude: { } longitude })
        {
            writer.WriteNull("geometry");
            return;
        }

        writer.WriteStartObject("geometry");
        writer.WriteString("type", "Point");
        writer.WriteStartArray("coordinates");
        writer.WriteNumberValue(longitude);
        writer.WriteNumberValue(latitude);
        if (answer.Station.Elevation is { } elevation)
        {
            writer.WriteNumberValue(elevation);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, ForecastAnswer answer)
    {
        var (station, forecast) = (answer.Station, answer.Forecast);
        writer.WriteString("station", station.Id);
        writer.WriteString("name", station.Name);
        WriteNumber(writer, "latitude", station.Latitude);
        WriteNumber(writer, "longitude", station.Longitude);
        WriteNumber(writer, "elevation", station.Elevation);
        if (answer.Kilometres is { } distance)
        {
            writer.WriteNumber("distance_km", Math.Round(distance, 3));
        }

        writer.WriteString("issued_at", UtcTime.Format(forecast.IssuedAt));
        writer.WriteString("origin", UtcTime.Format(forecast.Origin));
        writer.WriteString("source", answer.Source);
        writer.WriteString("made_from", forecast.MadeFrom);
        writer.WriteString("station_state", answer.StationState);
        WriteStudent(writer, answer);
        WriteAttributions(writer, answer);
        WriteTime(writer, "numerical_model_run", forecast.Run);
        writer.WriteNumber("age_hours", answer.AgeHours);
        writer.WriteBoolean("stale", answer.IsStale);
        writer.WriteString("mode", answer.Mode);
        writer.WriteString("withheld", forecast.Withheld);
        WriteTime(writer, "last_observation", forecast.LastObservation);
        writer.WriteString("timezone", answer.TimeZone?.Id ?? "UTC");
        WriteSkill(writer, answer);
        WriteRollingSkill(writer, answer);
        if (answer.ShowsHours)
        {
            WriteHourly(writer, answer);
        }

        if (answer.Daily is { } daily)
        {
            writer.WritePropertyName("daily_units");
            JsonSerializer.Serialize(writer, daily.ToUnits(), ApiJson.Options);
            writer.WritePropertyName("daily");
            JsonSerializer.Serialize(writer, daily.ToColumns(), ApiJson.Options);
        }
    }

    private static void WriteAttributions(Utf8JsonWriter writer, ForecastAnswer answer)
    {
        if (answer.Attributions.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("attributions");
        foreach (var attribution in answer.Attributions)
        {
            writer.WriteStartObject();
            writer.WriteString("text", attribution.Text);
            writer.WriteString("link", attribution.Link);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteStudent(Utf8JsonWriter writer, ForecastAnswer answer)
    {
        if (answer.Forecast.StandingIn is not null)
        {
            writer.WriteNull("student");
            return;
        }

        writer.WriteStartObject("student");
        writer.WriteString("id", answer.Forecast.Student);
        WriteTime(writer, "trained_at", answer.Lineage.Manifest?.RegisteredAt);
        WriteTime(writer, "trained_from", answer.Lineage.Manifest?.Lineage.TrainedFrom);
        WriteTime(writer, "trained_to", answer.Lineage.Manifest?.Lineage.TrainedTo);
        writer.WriteString("dataset", answer.Lineage.Manifest?.Lineage.DatasetId);
        writer.WriteString("model", answer.Lineage.Manifest?.Lineage.Model);
        writer.WriteEndObject();
    }

    private static void WriteHourly(Utf8JsonWriter writer, ForecastAnswer answer)
    {
        writer.WriteStartObject("hourly_units");
        writer.WriteString("time", "iso8601");
        foreach (var column in answer.Columns)
        {
            writer.WriteString(column.Name, column.Unit.Name);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("hourly");
        writer.WriteStartArray("time");
        for (var hour = 0; hour < answer.Times.Count; hour++)
        {
            writer.WriteStringValue(answer.Label(hour));
        }

        writer.WriteEndArray();
        foreach (var column in answer.Columns)
        {
            WriteValues(writer, column);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("hourly_missing");
        foreach (var column in answer.Columns.Where(c => c is { HasGaps: true, Reason: not null }))
        {
            writer.WriteString(column.Name, column.Reason);
        }

        writer.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter writer, HourlyColumn column)
    {
        writer.WriteStartArray(column.Name);
        for (var hour = 0; hour < column.Raw.Count; hour++)
        {
            if (column[hour] is { } value)
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time) =>
        writer.WriteString(name, time is { } t ? UtcTime.Format(t) : null);
}
