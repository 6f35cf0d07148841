using System.Globalization;
using System.Text;

namespace WeatherKd.Feeds.Catalogues;

/// <summary>Stations that were found, as the list that the container <c>stations</c> takes.</summary>
public static class StationCsv
{
    /// <summary>Writes the list.</summary>
    public static string Of(IEnumerable<ListedStation> stations)
    {
        var csv = new StringBuilder("station_id,name,latitude,longitude,elevation\n");
        foreach (var s in stations)
        {
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{s.Id},\"{s.Name?.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{s.Latitude},{s.Longitude},{s.Elevation}\n");
        }

        return csv.ToString();
    }
}
