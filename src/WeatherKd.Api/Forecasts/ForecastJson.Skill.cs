using System.Globalization;
using System.Text.Json;
using WeatherKd.Api.Stations;
using WeatherKd.Api.Units;
using WeatherKd.Verification;

namespace WeatherKd.Api.Forecasts;

/// <content>How well the student does, as verified before promotion and as seen since.</content>
internal static partial class ForecastJson
{
    /// <summary>How the student did at this station and at these leads, in the variables that are shown.</summary>
    private static void WriteSkill(Utf8JsonWriter writer, ForecastAnswer answer)
    {
        if (answer.Lineage.Verification is not { } report)
        {
            writer.WriteNull("skill");
            return;
        }

        var skill = new VerifiedSkill(answer, report);
        writer.WriteStartObject("skill");
        WriteTime(writer, "from", report.From);
        WriteTime(writer, "to", report.To);
        writer.WriteString("not_known", skill.NotKnown);
        writer.WriteStartObject("variables");
        foreach (var variable in skill.NotKnown is not null
            ? []
            : report.Variables.Where(v => answer.Columns.Any(s => s.Name == v.Variable)))
        {
            writer.WritePropertyName(variable.Variable);
            WriteSkill(writer, answer.Hours, skill.AtStation(variable), answer.Units.Of(variable.Unit), skill.ByLead(variable));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSkill(
        Utf8JsonWriter writer,
        int hours,
        Score? here,
        DisplayUnit unit,
        IReadOnlyDictionary<string, Score> byLead)
    {
        writer.WriteStartObject();
        WriteNumber(writer, "station_rmse", here is null ? null : unit.Difference(here.Rmse));
        WriteNumber(writer, "station_cases", here?.Count);
        writer.WriteStartArray("rmse_by_lead");
        for (var lead = 1; lead <= hours; lead++)
        {
            if (byLead.TryGetValue(lead.ToString(CultureInfo.InvariantCulture), out var score))
            {
                writer.WriteNumberValue(unit.Difference(score.Rmse));
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>How what was issued for this station came true, beside the raw model on the same rows.</summary>
    private static void WriteRollingSkill(Utf8JsonWriter writer, ForecastAnswer answer)
    {
        if (answer.Recent is not { At: { } at } recent || !answer.Columns.Any(s => recent.ByStation.Contains((answer.Station.Id, s.Name))))
        {
            writer.WriteNull("rolling_skill");
            return;
        }

        writer.WriteStartObject("rolling_skill");
        WriteTime(writer, "at", at);
        writer.WriteNumber("days", RecentSkill.Days);
        writer.WriteStartObject("variables");
        foreach (var series in answer.Columns.Where(s => recent.ByStation.Contains((answer.Station.Id, s.Name))))
        {
            writer.WriteStartArray(series.Name);
            foreach (var score in recent.ByStation[(answer.Station.Id, series.Name)])
            {
                writer.WriteStartObject();
                writer.WriteString("leads", score.Leads);
                writer.WriteNumber("cases", score.Service.Count);
                WriteNumber(writer, "rmse", series.Unit.Difference(score.Service.Rmse));
                WriteNumber(writer, "numerical_model_rmse", score.Teacher is { } teacher ? series.Unit.Difference(teacher.Rmse) : null);
                WriteNumber(writer, "skill", score.Skill is { } value ? Math.Round(value, 3) : null);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
