using System.Runtime.CompilerServices;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// Hourly CSV of the Korea Meteorological Administration's synoptic stations (종관기상관측, ASOS), and its exports of automatic stations (방재기상관측,
/// AWS) and of PM10 (황사관측), which have the same form, as its open data portal (data.kma.go.kr) gives them:
/// the newer export has a quality flag beside most columns (blank or 0: good, 1: wrong, 9: missing), the older has none.
/// <para>
/// A blank amount of precipitation means that none fell, with flag 9 or without one, as long as the station reported anything else in that
/// hour; with flag 1 it is missing. Amounts that are not those of an hour (1분 강수량 and 누적강수량 of files by the minute) are not read. Wind
/// direction 0 is the provider's mark of calm (north is 360), so it is missing. All other blanks are missing, radiation at night among
/// them.
/// </para>
/// </summary>
public sealed class KmaAsosCsv(VariableTable variables) : IObservationFormat
{
    /// <inheritdoc/>
    public string Name => "KMA ASOS, AWS or PM10 CSV (지점,…,일시,…)";

    /// <inheritdoc/>
    public bool Recognises(InputFile file) => KmaAsosColumns.Recognise(KoreanText.HeaderLine(file));

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var csv = KoreanText.Open(file);
        var columns = KmaAsosColumns.Find(csv, variables, report);
        var builder = new RowsBuilder([.. columns.Variables.Select(c => c.Variable.Name)]);
        var stationIds = new StationIdPool();
        await foreach (var batch in TableRows.ReadAsync(csv, builder, ReadRow, report, cancellationToken))
        {
            yield return batch;
        }

        void ReadRow() => KmaAsosCsv.ReadRow(csv, columns, stationIds, builder);
    }

    private static void ReadRow(CsvInput csv, KmaAsosColumns columns, StationIdPool stationIds, RowsBuilder builder)
    {
        var station = stationIds.Read(csv, columns.Station);
        if (!KoreanTime.TryParse(csv.Field(columns.Time), out var time))
        {
            throw csv.Error(columns.Time, "a local time such as 2021-01-01 13:00 or 2021-01-01 24:00");
        }

        builder.Add(station, time);
        var reported = false;
        int? dry = null;
        for (var i = 0; i < columns.Variables.Count; i++)
        {
            var column = columns.Variables[i];
            var value = csv.NumberOrTold(column.Index) * column.Factor;
            var flag = column.Flag is { } place ? Flag(csv, place) : QualityFlag.Good;
            if (double.IsNaN(value))
            {
                if (flag != QualityFlag.Wrong && column.Variable.Name == VariableNames.Precipitation && csv.Field(column.Index).IsEmpty)
                {
                    dry = i;
                }

                continue;
            }

            if (value == 0 && column.Variable.Name == VariableNames.WindDirection)
            {
                continue;
            }

            reported = true;
            builder.Set(i, value);
            if (flag != QualityFlag.Good)
            {
                builder.RejectedByProvider(i);
            }
        }

        if (dry is { } precipitation && reported)
        {
            builder.Set(precipitation, 0);
        }
    }

    /// <summary>An unknown flag is reported, and its value counts as wrong.</summary>
    private static QualityFlag Flag(CsvInput csv, int column)
    {
        switch (csv.Field(column))
        {
            case [] or ['0']:
                return QualityFlag.Good;
            case ['1']:
                return QualityFlag.Wrong;
            case ['9']:
                return QualityFlag.Missing;
            default:
                csv.Tell(column, "a quality flag: nothing or 0 (good), 1 (wrong), 9 (missing)");
                return QualityFlag.Wrong;
        }
    }

    private enum QualityFlag
    {
        Good,
        Wrong,
        Missing,
    }
}
