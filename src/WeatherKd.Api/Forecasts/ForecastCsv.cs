using System.Globalization;
using System.Text;

namespace WeatherKd.Api.Forecasts;

/// <summary>Writes forecasts as CSV (RFC 4180): a row for each station and hour; a missing value is an empty field. Ids, times and numbers never need quotes.</summary>
internal static class ForecastCsv
{
    public static byte[] Write(IReadOnlyList<ForecastAnswer> answers)
    {
        var text = new StringBuilder("station,time");
        foreach (var series in answers[0].Series)
        {
            text.Append(',').Append(series.Name);
        }

        text.Append("\r\n");
        foreach (var answer in answers)
        {
            for (var lead = 1; lead <= answer.Hours; lead++)
            {
                text.Append(answer.Station.Id).Append(',').Append(answer.TimeLabel(lead));
                foreach (var series in answer.Series)
                {
                    text.Append(',');
                    if (series[lead] is { } value)
                    {
                        text.Append(CultureInfo.InvariantCulture, $"{value}");
                    }
                }

                text.Append("\r\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
