using System.Globalization;
using System.Runtime.CompilerServices;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// Tables of KMA's API hub (typ01) as they come: the hourly synoptic table (<c>kma_sfctm2</c>, <c>kma_sfctm3</c>), blanks between its
/// columns, and PM10 (<c>kma_pm10</c>), commas between them and <c>=</c> at the end of a line.
/// Lines of <c>#</c> head and end them. Times are Korean. The order of the columns is fixed: time, station, wind direction (in tens of
/// degrees), wind speed, …, pressure at the station (8th), at sea level (9th), temperature (12th), dew point,
/// humidity, …, precipitation (16th); −9 and below, with or without decimals, is missing, except where a temperature can be that cold:
/// there −99 and −50 are.
/// </summary>
public sealed class KmaHubText : IObservationFormat
{
    private const int LongestLine = 4096;
    private const int SynopticFields = 40;
    private static readonly string[] Variables =
        [
            VariableNames.Temperature,
            VariableNames.DewPoint,
            VariableNames.RelativeHumidity,
            VariableNames.WindSpeed,
            VariableNames.WindDirection,
            VariableNames.SurfacePressure,
            VariableNames.SeaLevelPressure,
            VariableNames.Precipitation,
            VariableNames.Pm10
        ];

    /// <inheritdoc/>
    public string Name => "KMA API hub text (kma_sfctm, kma_pm10)";

    /// <inheritdoc/>
    public bool Recognises(InputFile file)
    {
        var head = TextStream.Head(file);
        var lines = System.Text.Encoding.Latin1
            .GetString(head[..Math.Min(head.Length, 16_384)])
            .Split('\n', StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(l => l.Length > 0)?.StartsWith('#') == true
            && lines.FirstOrDefault(l => l.Length > 0 && l[0] != '#') is { } row
            && KoreanTime.TryParse(Fields(row)[0], out _)
            && (IsSynoptic(Fields(row)) || IsPm10(row, Fields(row)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lines = new TextLines(file, LongestLine);
        var builder = new RowsBuilder(Variables);
        await foreach (var batch in LineRows.ReadAsync(lines, builder, ReadLine, report, cancellationToken))
        {
            yield return batch;
        }

        void ReadLine()
        {
            var line = lines.Line.ToString().Trim();
            if (line.StartsWith('#'))
            {
                return;
            }

            var fields = Fields(line);
            if (!KoreanTime.TryParse(fields[0], out var time))
            {
                throw lines.Error(1, fields[0], "a Korean time such as 202301010900");
            }

            if (fields.Length < 3 || !Stations.Station.IsValidId(fields[1]))
            {
                throw lines.Error(fields[0].Length + 2, fields.Length < 2 ? "" : fields[1], "a station's number, followed by its values");
            }

            if (IsSynoptic(fields))
            {
                AddSynoptic(builder, fields, time, lines);
            }
            else if (IsPm10(line, fields))
            {
                var value = Number(lines, fields[2]);
                builder.Add(fields[1], time);
                builder.Set(8, value < 0 ? double.NaN : value);
            }
            else
            {
                throw lines.Error(
                    1,
                    line,
                    $"a row of the hourly table (at least {SynopticFields} columns) or of PM10 (time, station, value, flags, =)");
            }
        }
    }

    private static bool IsSynoptic(string[] fields) => fields.Length >= SynopticFields;

    private static bool IsPm10(string line, string[] fields) =>
        fields.Length is >= 4 and <= 8 && line.EndsWith('=') && line.Contains(',', StringComparison.Ordinal);

    private static string[] Fields(string line) => line.Contains(',', StringComparison.Ordinal)
        ? line.Split(',', StringSplitOptions.TrimEntries)
        : line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static void AddSynoptic(RowsBuilder builder, string[] fields, DateTimeOffset time, TextLines lines)
    {
        var (direction, speed) = (Known(2), Known(3));
        double[] values = [Temperature(11), Temperature(12), Known(13), speed, direction * 10, Known(7), Known(8), Known(15)];
        builder.Add(fields[1], time);
        for (var i = 0; i < values.Length; i++)
        {
            builder.Set(i, values[i]);
        }

        double Known(int field) => Number(lines, fields[field]) is var value && value > -9 ? value : double.NaN;

        // −9 °C is a temperature; −99 and −50, which the tables have for a missing one, are none that Korea knows.
        double Temperature(int field) => Number(lines, fields[field]) is var value && value > -50 ? value : double.NaN;
    }

    private static double Number(TextLines lines, string field) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw lines.Error(1, field, "a number");
}
