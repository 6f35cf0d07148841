using System.Runtime.CompilerServices;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// Hourly air quality of Korea's monitoring network (AirKorea), as its confirmed yearly data are published (지역,…,측정소코드,측정소명,측정일시,…,PM10,…;
/// times as <c>2021100124</c>) or with the names of its web service (<c>stationCode,dataTime,pm10Value</c>). Times are Korean and mark the
/// end of the hour; hour 24 is midnight. Blank, <c>-</c>, −999 and Korean words for the state of the instrument (통신장애) are missing.
/// </summary>
public sealed class AirKoreaCsv(VariableTable variables) : IObservationFormat
{
    private const double Missing = -999;
    private static readonly string[] StationHeaders = ["측정소코드", "stationCode"];
    private static readonly string[] TimeHeaders = ["측정일시", "dataTime"];

    /// <inheritdoc/>
    public string Name => "AirKorea hourly CSV (…,측정소코드,…,측정일시,…)";

    /// <inheritdoc/>
    public bool Recognises(InputFile file)
    {
        var headers = KoreanText.HeaderLine(file).Split(',').Select(h => h.Trim(' ', '"')).ToList();
        return headers.Exists(StationHeaders.Contains) && headers.Exists(TimeHeaders.Contains);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var csv = KoreanText.Open(file);
        var station = RequireOne(csv, StationHeaders);
        var time = RequireOne(csv, TimeHeaders);
        var columns = Columns(csv);
        var builder = new RowsBuilder([.. columns.Select(c => c.Variable.Name)]);
        var stationIds = new StationIdPool();
        await foreach (var batch in TableRows.ReadAsync(csv, builder, ReadRow, report, cancellationToken))
        {
            yield return batch;
        }

        void ReadRow()
        {
            builder.Add(
                stationIds.Read(csv, station),
                KoreanTime.TryParse(csv.Field(time), out var utc)
                    ? utc
                    : throw csv.Error(time, "a local time such as 2021100124 or 2021-10-01 24:00"));
            for (var i = 0; i < columns.Count; i++)
            {
                // A word is the state of the instrument, such as 통신장애 (no connection) or 점검중 (under maintenance).
                var value = csv.Field(columns[i].Index) is [> '\u007F', ..] ? double.NaN : csv.NumberOrTold(columns[i].Index);
                builder.Set(i, value == Missing ? double.NaN : value);
            }
        }
    }

    /// <summary>A damaged header line can hold a name that its quotes make part of another column.</summary>
    private static int RequireOne(CsvInput csv, string[] headers) =>
        headers.Select(csv.FindColumn).FirstOrDefault(i => i is not null) ?? csv.RequireColumn(headers[0]);

    private List<(int Index, WeatherVariable Variable)> Columns(CsvInput csv)
    {
        var found = variables.All
            .Select(v => (Index: v.CsvHeaders.SelectMany(h => new[]
            {
                h,
                h.ToLowerInvariant() + "Value",
            }).Select(csv.FindColumn).FirstOrDefault(i => i is not null), Variable: v))
            .Where(c => c.Index is not null)
            .Select(c => (c.Index!.Value, c.Variable))
            .ToList();
        return found.Count > 0
            ? found
            : throw new InputFormatException($"No column is a known variable. The header line has: {string.Join(", ", csv.Headers)}.")
            {
                Line = 1,
            };
    }
}
