using System.Globalization;
using System.Text;
using System.Text.Json;
using WeatherKd.Series;

namespace WeatherKd.Local.Demo.Playing;

/// <summary>What the playing server publishes, made from simulated weather when it is asked for.</summary>
/// <param name="weather">The weather.</param>
/// <param name="grid">Grid of the model.</param>
internal sealed class PlayedWeather(SimulatedWeather weather, PlayedGrid grid)
{
    /// <summary>The simulated stations as airports of Korea, with the ids of METAR and GHCNh.</summary>
    public static IReadOnlyList<PlayedStation> Stations { get; } =
    [
        new("RKTP", "KSM00047129", SimulatedWeather.Stations[0]),
        new("RKTA", "KSM00047232", SimulatedWeather.Stations[1]),
        new("RKTU", "KSM00047128", SimulatedWeather.Stations[2]),
        new("RKTV", "KSM00047137", SimulatedWeather.Stations[3]),
    ];

    /// <summary>The file of a lead.</summary>
    public PlayedFile File(DateTimeOffset run, int lead) =>
        PlayedFile.Of(run, lead, [.. PlayedField.All.Select(f => Message(f, run, lead))]);

    /// <summary>One message.</summary>
    public byte[] Message(PlayedField field, DateTimeOffset run, int lead)
    {
        var values = new float[grid.Rows * grid.Columns];
        var hour = Hour.Floor(run);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)field.Value(weather.Forecast(StationAt(i), hour, lead));
        }

        return field.Message.Write(grid, run, lead, values);
    }

    /// <summary>METAR reports of stations, newest first, as <c>format=raw</c> gives them.</summary>
    /// <param name="stations">ICAO codes.</param>
    /// <param name="from">After this time.</param>
    /// <param name="to">Until this time.</param>
    public string Metar(IReadOnlyCollection<string> stations, DateTimeOffset from, DateTimeOffset to)
    {
        var text = new StringBuilder();
        for (var hour = Hour.Floor(to); hour.ToTime() > from; hour--)
        {
            foreach (var station in Stations.Where(s => stations.Contains(s.Icao)))
            {
                text.Append(Report(station, hour)).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>GHCNh's file of a station's year, from and to an hour; empty where that is none.</summary>
    public string Ghcnh(PlayedStation station, Hour from, Hour to)
    {
        var place = station.Place;
        var text = new StringBuilder("STATION|Station_name|DATE|LATITUDE|LONGITUDE|ELEVATION");
        string[] elements = ["temperature", "dew_point_temperature", "wind_direction", "wind_speed"];
        string[] notes = ["Measurement_Code", "Quality_Code", "Report_Type", "Source_Code", "Source_Station_ID"];
        foreach (var element in elements)
        {
            text.Append('|').AppendJoin('|', notes.Select(note => $"{element}_{note}").Prepend(element));
        }

        text.Append('\n');
        for (var hour = from; hour <= to; hour++)
        {
            var w = weather.Observe(place, hour);
            text.Append(CultureInfo.InvariantCulture, $"{station.Ghcn}|{place.Name.ToUpperInvariant()}|{hour.ToTime():s}");
            text.Append(CultureInfo.InvariantCulture, $"|{place.Latitude}|{place.Longitude}|{place.Elevation}");
            foreach (var value in new[] { w.Temperature, PlayedField.DewPoint(w), w.WindDirection, w.WindSpeed })
            {
                text.Append(CultureInfo.InvariantCulture, $"|{value:F1}||1|FM-12|335|");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>GHCNh's list of stations.</summary>
    public static string StationList()
    {
        var text = new StringBuilder("GHCN_ID,LATITUDE,LONGITUDE,ELEVATION,STATE,NAME,GSN,(US)HCN_(US)CRN,WMO_ID,ICAO,ISO_CODE\n");
        foreach (var station in Stations)
        {
            var place = station.Place;
            text.Append(CultureInfo.InvariantCulture, $"{station.Ghcn},{place.Latitude},{place.Longitude},{place.Elevation},,");
            text.Append(CultureInfo.InvariantCulture, $"{place.Name.ToUpperInvariant()},,,{station.Ghcn[^5..]},{station.Icao},KR\n");
        }

        text.Append("ACM00078861,17.1167,-61.7833,10.0,,COOLIDGE FIELD   ANTIGUA (AUX.,,,78861,,AG\n");
        return text.ToString();
    }

    /// <summary>The stations of aviationweather.gov in a box, as its <c>stationinfo</c> gives them in JSON.</summary>
    /// <param name="south">Degrees.</param>
    /// <param name="west">Degrees.</param>
    /// <param name="north">Degrees.</param>
    /// <param name="east">Degrees.</param>
    public static string StationInfo(double south, double west, double north, double east) => JsonSerializer.Serialize(Stations
        .Where(s => s.Place.Latitude >= south && s.Place.Latitude <= north && s.Place.Longitude >= west && s.Place.Longitude <= east)
        .Select(s => new
        {
            id = s.Icao,
            icaoId = s.Icao,
            wmoId = s.Ghcn[^5..],
            site = s.Place.Name,
            lat = s.Place.Latitude,
            lon = s.Place.Longitude,
            elev = s.Place.Elevation,
            country = "KR",
        }));

    private string Report(PlayedStation station, Hour hour)
    {
        var w = weather.Observe(station.Place, hour);
        var dew = PlayedField.DewPoint(w);
        var (direction, knots) = ((int)(Math.Round(w.WindDirection / 10) * 10) % 360, (int)Math.Round(w.WindSpeed / 0.514444));
        var wind = knots == 0 ? "00000KT" : $"{(direction == 0 ? 360 : direction):000}{knots:00}KT";
        return $"METAR {station.Icao} {hour.ToTime():ddHHmm}Z {wind} 9999 FEW030 {Whole(w.Temperature)}/{Whole(dew)} Q1013 NOSIG "
            + $"RMK AO2 T{Tenths(w.Temperature)}{Tenths(dew)}";
    }

    private static string Whole(double celsius) => celsius <= -0.5 ? $"M{Math.Round(-celsius):00}" : $"{Math.Abs(Math.Round(celsius)):00}";

    private static string Tenths(double celsius) => $"{(celsius < 0 ? 1 : 0)}{Math.Round(Math.Abs(celsius) * 10):000}";

    private SimulatedStation StationAt(int point)
    {
        var (latitude, longitude) = (grid.North - (point / grid.Columns * grid.Step), grid.West + (point % grid.Columns * grid.Step));
        var inland = Math.Clamp((longitude - 126.45) / 1.5, 0, 1);

        // One noise for all: between neighbouring points weather is smooth.
        return new SimulatedStation("grid", "", latitude, longitude, 12 + (228 * inland), Sea: 1 - (0.9 * inland));
    }
}

/// <summary>A simulated station with the names that sources have for it.</summary>
/// <param name="Icao">Code in METAR.</param>
/// <param name="Ghcn">Id in GHCNh.</param>
/// <param name="Place">The station.</param>
internal sealed record PlayedStation(string Icao, string Ghcn, SimulatedStation Place);
