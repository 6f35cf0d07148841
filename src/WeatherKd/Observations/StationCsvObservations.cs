using System.Runtime.CompilerServices;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// Station CSV, our own observation format: <c>station_id,valid_time</c> and one column a variable, named and in the unit of
/// <see cref="VariableTable"/>. An empty field is a missing value; columns of other names are ignored.
/// </summary>
public sealed class StationCsvObservations(VariableTable variables) : IObservationFormat
{
    /// <inheritdoc/>
    public string Name => "station CSV observations (station_id,valid_time,…)";

    /// <inheritdoc/>
    public bool Recognises(InputFile file) => CsvInput.HasColumns(file, RecordColumns.Station, RecordColumns.ValidTime);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var csv = CsvInput.Open(file);
        var station = csv.RequireColumn(RecordColumns.Station);
        var time = csv.RequireColumn(RecordColumns.ValidTime);
        var columns = StationCsvColumns.OfVariables(csv, variables, report);
        var stationIds = new StationIdPool();
        var builder = new RowsBuilder([.. columns.Select(c => c.Variable.Name)]);
        await foreach (var batch in TableRows.ReadAsync(csv, builder, ReadRow, report, cancellationToken))
        {
            yield return batch;
        }

        void ReadRow()
        {
            builder.Add(stationIds.Read(csv, station), csv.Time(time));
            for (var i = 0; i < columns.Count; i++)
            {
                builder.Set(i, csv.NumberOrTold(columns[i].Index));
            }
        }
    }
}
