using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Stations;

/// <summary>
/// Reads a station list: CSV with the columns <c>station_id,name,latitude,longitude,elevation</c>, of which only the id must be filled.
/// </summary>
public static class StationList
{
    /// <summary>
    /// The stations of a file, in file order. A line whose id or position cannot be read, or whose id stood before, costs its station, an
    /// elevation that cannot be read itself.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="report">Is told once of what was passed over; null to refuse the file instead.</param>
    /// <exception cref="InputFormatException">A column is missing, or most of the file cannot be read.</exception>
    public static IReadOnlyList<Station> Read(InputFile file, Action<InputFormatException>? report = null)
    {
        using var csv = CsvInput.Open(file);
        var id = csv.RequireColumn(RecordColumns.Station);
        var name = csv.RequireColumn("name");
        var latitude = csv.RequireColumn("latitude");
        var longitude = csv.RequireColumn("longitude");
        var elevation = csv.RequireColumn("elevation");
        var pool = new StationIdPool();
        var stations = new Dictionary<string, Station>(StringComparer.Ordinal);
        while (csv.Read(ReadRow))
        {
        }

        if (csv.Finish() is { } unread)
        {
            (report ?? (error => throw error))(unread);
        }

        return [.. stations.Values];

        void ReadRow()
        {
            var station = new Station(
                pool.Read(csv, id),
                csv.Text(name) is { Length: > 0 } text ? text : null,
                Within(csv, latitude, -90, 90),
                Within(csv, longitude, -180, 360) is { } east ? (east > 180 ? east - 360 : east) : null,
                Elevation(csv, elevation));
            if ((station.Latitude is null) != (station.Longitude is null))
            {
                throw csv.Error(latitude, "given together with the longitude");
            }

            if (!stations.TryAdd(station.Id, station))
            {
                throw csv.Error(id, "a station that the list names once");
            }
        }
    }

    private static double? Elevation(CsvInput csv, int column)
    {
        const double Lowest = -500, Highest = 9000;
        var value = csv.NumberOrTold(column);
        if (value is < Lowest or > Highest)
        {
            csv.Tell(column, $"between {Lowest} and {Highest}");
        }

        return value is >= Lowest and <= Highest ? value : null;
    }

    private static double? Within(CsvInput csv, int column, double minimum, double maximum)
    {
        var value = csv.Number(column);
        if (double.IsNaN(value))
        {
            return null;
        }

        return value >= minimum && value <= maximum ? value : throw csv.Error(column, $"between {minimum} and {maximum}");
    }
}
