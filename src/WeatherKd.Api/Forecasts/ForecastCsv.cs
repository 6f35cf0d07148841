using WeatherKd.Api.Conventions;
using WeatherKd.Storage;

namespace WeatherKd.Api.Forecasts;

/// <summary>
/// Writes forecasts as CSV: a row for each station and hour, or day, and in every row what it was made from, so that rows of several
/// answers can lie in one table.
/// </summary>
internal static class ForecastCsv
{
    private static readonly string[] Lineage = ["origin", "issued_at", "student", "numerical_model_run", "mode"];

    /// <summary>A row an hour.</summary>
    public static byte[] Hours(IReadOnlyList<ForecastAnswer> answers)
    {
        var text = new CsvText().Field("station").Field("time");
        Array.ForEach(Lineage, name => text.Field(name));
        foreach (var column in answers[0].Columns)
        {
            text.Head(column.Name, column.Unit.Name);
        }

        text.EndRow();
        foreach (var answer in answers)
        {
            for (var hour = 0; hour < answer.Times.Count; hour++)
            {
                Begin(text, answer, answer.Label(hour));
                foreach (var column in answer.Columns)
                {
                    text.Field(column[hour]);
                }

                text.EndRow();
            }
        }

        return text.ToBytes();
    }

    /// <summary>A row a day.</summary>
    public static byte[] Days(IReadOnlyList<ForecastAnswer> answers)
    {
        var text = new CsvText().Field("station").Field("date");
        Array.ForEach(Lineage, name => text.Field(name));
        text.Head("hours", "h");
        foreach (var column in answers[0].Daily!.Columns)
        {
            text.Head(column.Name, column.Unit.Name);
        }

        text.EndRow();
        foreach (var answer in answers)
        {
            var daily = answer.Daily!;
            for (var day = 0; day < daily.Days.Count; day++)
            {
                Begin(text, answer, daily.Days[day].ToString("yyyy-MM-dd"));
                text.Field(daily.Hours[day]);
                foreach (var column in daily.Columns)
                {
                    text.Field(column.Values[day]);
                }

                text.EndRow();
            }
        }

        return text.ToBytes();
    }

    private static void Begin(CsvText text, ForecastAnswer answer, string time) => text
        .Field(answer.Station.Id)
        .Field(time)
        .Field(UtcTime.Format(answer.Forecast.Origin))
        .Field(UtcTime.Format(answer.Forecast.IssuedAt))
        .Field(answer.Forecast.Student)
        .Field(answer.Forecast.Run is { } run ? UtcTime.Format(run) : null)
        .Field(answer.Mode);
}
