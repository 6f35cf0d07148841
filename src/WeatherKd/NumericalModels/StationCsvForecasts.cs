using System.Runtime.CompilerServices;
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
    public async IAsyncEnumerable<TeacherBatch> ReadAsync(
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
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ids = new List<string>();
            var runs = new List<DateTimeOffset>();
            var leads = new List<int>();
            var values = columns.Select(_ => new List<double>()).ToArray();
            while (ids.Count < TeacherBatch.MaximumRows && csv.Read(ReadRow))
            {
            }

            if (ids.Count == 0)
            {
                break;
            }

            yield return new TeacherBatch(
                [.. ids],
                [.. runs],
                [.. leads],
                columns.Zip(values).ToDictionary(p => p.First.Variable.Name, p => p.Second.ToArray(), StringComparer.Ordinal));
            await Task.Yield();

            void ReadRow()
            {
                var (id, start, hours) = (stationIds.Read(csv, station), csv.Time(run), csv.WholeNumber(lead, 0, LongestLead));
                ids.Add(id);
                runs.Add(start);
                leads.Add(hours);
                for (var i = 0; i < columns.Count; i++)
                {
                    values[i].Add(csv.NumberOrTold(columns[i].Index));
                }
            }
        }

        if (csv.Finish() is { } unread)
        {
            report(unread);
        }
    }
}
