using System.Runtime.CompilerServices;
using WeatherKd.Observations;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// Station CSV, our own format of numerical-model forecasts at stations: <c>station_id,run_time,lead_hours</c> and one column a variable,
/// named and in the unit of <see cref="VariableTable"/>. An empty field counts as delivered and missing; columns of other names are
/// ignored.
/// </summary>
public sealed class StationCsvForecasts(VariableTable variables) : INumericalModelFormat
{
    private const int LongestLead = 24 * 60;

    /// <inheritdoc/>
    public string Name => "station CSV forecasts (station_id,run_time,lead_hours,…)";

    /// <inheritdoc/>
    public bool HoldsWholeRuns => true;

    /// <inheritdoc/>
    public bool Recognises(InputFile file) => CsvInput.HasColumns(file, RecordColumns.Station, RecordColumns.Run, RecordColumns.Lead);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        IReadOnlyList<Station> stations,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var csv = CsvInput.Open(file);
        var station = csv.RequireColumn(RecordColumns.Station);
        var run = csv.RequireColumn(RecordColumns.Run);
        var lead = csv.RequireColumn(RecordColumns.Lead);
        var columns = StationCsvColumns.OfVariables(csv, variables, report);
        var stationIds = new StationIdPool();
        var builder = new RowsBuilder([.. columns.Select(c => c.Variable.Name)]);
        await foreach (var rows in TableRows.ReadAsync(csv, builder, ReadRow, report, cancellationToken))
        {
            yield return rows;
        }

        void ReadRow()
        {
            builder.Add(stationIds.Read(csv, station), csv.Time(run), csv.WholeNumber(lead, 0, LongestLead));
            for (var i = 0; i < columns.Count; i++)
            {
                builder.Set(i, csv.NumberOrTold(columns[i].Index));
            }
        }
    }
}
