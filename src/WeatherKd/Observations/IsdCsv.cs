using System.Runtime.CompilerServices;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// NOAA's Integrated Surface Data as the "Global Hourly" CSV that its download service gives today: the columns
/// <c>STATION,DATE,…,REPORT_TYPE,…,WND,…,TMP,DEW,SLP,…</c>, where a field holds the parts of an element with commas between, e.g. TMP
/// <c>-0072,1</c>. Times are UTC. STATION is USAF and WBAN in one; the station's id is <c>USAF-WBAN</c>, as in the other two forms.
/// </summary>
public sealed class IsdCsv : IObservationFormat
{
    /// <inheritdoc/>
    public string Name => "NOAA ISD Global Hourly CSV (STATION,DATE,…)";

    /// <inheritdoc/>
    public bool Recognises(InputFile file)
    {
        var header = TextLines.FirstLine(file).Replace("\"", "", StringComparison.Ordinal);
        return header.StartsWith("STATION,DATE,", StringComparison.Ordinal) && header.Contains(",TMP,", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var csv = CsvInput.Open(file);
        var elements = new Elements(csv);
        var builder = new RowsBuilder(IsdElements.Variables);
        var stationIds = new StationIdPool();
        await foreach (var batch in TableRows.ReadAsync(
            csv,
            builder,
            () => elements.ReadRow(stationIds, builder),
            report,
            cancellationToken))
        {
            yield return batch;
        }
    }

    private sealed class Elements(CsvInput csv)
    {
        private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
        private readonly int _station = csv.RequireColumn("STATION");
        private readonly int _date = csv.RequireColumn("DATE");
        private readonly int _wind = csv.RequireColumn("WND");
        private readonly int _temperature = csv.RequireColumn("TMP");
        private readonly int _dewPoint = csv.RequireColumn("DEW");
        private readonly int _seaLevelPressure = csv.RequireColumn("SLP");
        private readonly int? _type = csv.FindColumn("REPORT_TYPE");
        private readonly int[] _precipitation = [.. IsdElements.PrecipitationGroups.Select(csv.FindColumn).OfType<int>()];
        private readonly int? _pressure = csv.FindColumn("MA1");
        private readonly int? _cloud = csv.FindColumn("GF1");

        public void ReadRow(StationIdPool stationIds, RowsBuilder builder)
        {
            if (_type is { } type && csv.Field(type) is ['S', 'O', 'D' or 'M', ..])
            {
                return;
            }

            builder.Add(StationId(stationIds.Read(csv, _station)), csv.Time(_date));
            Span<Range> parts = stackalloc Range[6];
            if (Parts(_wind, 5, parts) is { IsEmpty: false } wind)
            {
                IsdElements.SetWind(builder, wind[parts[0]], wind[parts[1]][0], wind[parts[2]][0], wind[parts[3]], wind[parts[4]][0]);
            }

            SetTenths(builder, VariableNames.Temperature, _temperature, parts);
            SetTenths(builder, VariableNames.DewPoint, _dewPoint, parts);
            SetTenths(builder, VariableNames.SeaLevelPressure, _seaLevelPressure, parts);
            foreach (var rainColumn in _precipitation)
            {
                if (Parts(rainColumn, 4, parts) is { IsEmpty: false } rain)
                {
                    IsdElements.SetPrecipitation(builder, rain[parts[0]], rain[parts[1]], rain[parts[2]][0], rain[parts[3]][0]);
                }
            }

            if (_pressure is { } pressureColumn && Parts(pressureColumn, 4, parts) is { IsEmpty: false } pressure)
            {
                IsdElements.SetTenths(builder, VariableNames.SurfacePressure, pressure[parts[2]], pressure[parts[3]][0]);
            }

            if (_cloud is { } cloudColumn && Parts(cloudColumn, 3, parts) is { IsEmpty: false } cloud)
            {
                IsdElements.SetCloud(builder, cloud[parts[0]], cloud[parts[2]][0]);
            }

            IsdElements.SetDerived(builder);
        }

        private void SetTenths(RowsBuilder builder, string variable, int column, Span<Range> parts)
        {
            if (Parts(column, 2, parts) is { IsEmpty: false } field)
            {
                IsdElements.SetTenths(builder, variable, field[parts[0]], field[parts[1]][0]);
            }
        }

        /// <summary>
        /// Splits a field into at least so many parts, none of them empty. An empty field is a missing element, and so is one that cannot
        /// be split, which is reported.
        /// </summary>
        private ReadOnlySpan<char> Parts(int column, int count, Span<Range> parts)
        {
            var field = csv.Field(column);
            if (field.IsEmpty)
            {
                return [];
            }

            var found = field.Split(parts, ',');
            foreach (var part in parts[..Math.Min(found, count)])
            {
                found = field[part].IsEmpty ? 0 : found;
            }

            if (found >= count)
            {
                csv.CountRead();
                return field;
            }

            csv.Tell(column, $"{count} or more parts with commas between");
            return [];
        }

        private string StationId(string station)
        {
            if (!_ids.TryGetValue(station, out var id))
            {
                _ids.Add(station, id = station.Length == 11 ? $"{station[..6]}-{station[6..]}" : station);
            }

            return id;
        }
    }
}
