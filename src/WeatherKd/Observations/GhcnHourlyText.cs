using System.Runtime.CompilerServices;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>
/// NOAA's Global Historical Climatology Network hourly (GHCNh, version 1), which follows the Integrated Surface Data: text with <c>|</c>
/// between fields, a station's year
/// (<c>STATION|…|DATE|…</c>) or its whole record (<c>Station_ID|…|Year|Month|Day|Hour|Minute|…</c>), in UTC, and six columns an element:
/// the value, its measurement code, quality code, report type, source and source station. NCEI's access service gives the same columns, or
/// those that were asked for, as CSV.
/// <para>
/// Units are ours: °C, hPa, %, m/s, mm. Precipitation is that of the hour in routine reports; a special report (FM-16) has only what fell
/// since the routine one, so it is not read, and neither are the
/// columns of 3 to 24 hours, nor precipitation without the column that tells such reports. Daily summaries (SOD, SOM, COOPD) are no hourly
/// observations.
/// </para>
/// </summary>
public sealed class GhcnHourlyText : IObservationFormat
{
    /// <inheritdoc/>
    public string Name => "NOAA GHCN hourly (STATION|…|temperature|…, or with commas)";

    /// <inheritdoc/>
    public bool Recognises(InputFile file)
    {
        var headers = Array.ConvertAll(TextLines.FirstLine(file).Split(Delimiter(file)), h => h.Trim(' ', '"'));
        return Array.Exists(headers, h => h is "STATION" or "Station_ID")
            && Array.Exists(headers, h => h is "DATE" or "Year")
            && (Delimiter(file) == '|' || Array.Exists(headers, GhcnHourlyElement.IsElement));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var csv = CsvInput.Open(file, delimiter: Delimiter(file));
        var station = csv.FindColumn("STATION") ?? csv.RequireColumn("Station_ID");
        var time = new Time(csv);
        var elements = GhcnHourlyElement.Find(csv, report);
        var stationIds = new StationIdPool();
        var builder = new RowsBuilder(GhcnHourlyElement.Variables);
        await foreach (var batch in TableRows.ReadAsync(csv, builder, ReadRow, report, cancellationToken))
        {
            yield return batch;
        }

        void ReadRow()
        {
            builder.Add(stationIds.Read(csv, station), time.Read());
            foreach (var element in elements)
            {
                element.Read(csv, builder);
            }

            GhcnHourlyElement.SetDerived(builder);
        }
    }

    private static char Delimiter(InputFile file) => TextLines.FirstLine(file).Contains('|', StringComparison.Ordinal) ? '|' : ',';

    /// <summary>The time of a line: one column, or five.</summary>
    private sealed class Time(CsvInput csv)
    {
        private readonly int? _date = csv.FindColumn("DATE");
        private readonly int[] _parts = csv.FindColumn("DATE") is null ? [.. new[]
        {
            "Year",
            "Month",
            "Day",
            "Hour",
            "Minute",
        }.Select(csv.RequireColumn)] : [];

        public DateTimeOffset Read()
        {
            if (_date is { } date)
            {
                return csv.Time(date);
            }

            var (year, month) = (csv.WholeNumber(_parts[0], 1750, 2200), csv.WholeNumber(_parts[1], 1, 12));
            return new DateTimeOffset(
                year,
                month,
                csv.WholeNumber(_parts[2], 1, DateTime.DaysInMonth(year, month)),
                csv.WholeNumber(_parts[3], 0, 23),
                csv.WholeNumber(_parts[4], 0, 59),
                0,
                TimeSpan.Zero);
        }
    }
}
