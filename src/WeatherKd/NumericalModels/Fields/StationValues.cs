using WeatherKd.Observations;
using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>From the fields of one lead time to the table's variables at the stations: wind speed and direction, humidity, height.</summary>
/// <param name="stations">The stations that the values are of.</param>
/// <param name="orography">Height of the model's ground at them, m; null where it is not known.</param>
internal sealed class StationValues(IReadOnlyList<Station> stations, double[]? orography)
{
    private readonly Dictionary<string, double[]> _values = new(StringComparer.Ordinal);

    /// <summary>Whether there are values of a name already, so that more would add nothing.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Takes values of a variable in its unit, or of a wind component towards <see cref="FieldRole.WindEast"/> or <see cref="FieldRole.WindNorth"/> in m/s.</summary>
    public void Take(string name, double[] values) => _values[name] = values;

    /// <summary>Removes and gives both components of the wind, where both are there.</summary>
    public bool TryTakeWind(out double[] u, out double[] v)
    {
        v = [];
        return _values.Remove(FieldRole.WindEast, out u!) & _values.Remove(FieldRole.WindNorth, out v!) && u is not null && v is not null;
    }

    /// <summary>All variables, with what follows from the fields taken.</summary>
    public IReadOnlyDictionary<string, double[]> Finish(VariableTable variables)
    {
        // Components before speed and direction: those of a mean wind can be interpolated, an angle cannot.
        if (TryTakeWind(out var east, out var north))
        {
            _values["wind_speed_10m"] = Map(east, north, (u, v) => Math.Sqrt((u * u) + (v * v)));
            _values["wind_direction_10m"] = Map(east, north, DirectionFrom);
        }

        // Before temperature is moved to another height: humidity is that of the model's air.
        if (!_values.ContainsKey("relative_humidity_2m") && _values.TryGetValue("temperature_2m", out var temperature) && _values.TryGetValue("dew_point_2m", out var dewPoint))
        {
            _values["relative_humidity_2m"] = Map(temperature, dewPoint, (t, d) => Math.Min(Humidity.FromDewPoint(t, d), 100));
        }

        foreach (var (name, values) in _values)
        {
            if (orography is not null && variables[name].ChangePerMetre is { } perMetre)
            {
                MoveToStationHeight(values, perMetre);
            }
        }

        return _values;
    }

    private void MoveToStationHeight(double[] values, double perMetre)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (stations[i].Elevation is { } elevation && !double.IsNaN(orography![i]))
            {
                values[i] += perMetre * (elevation - orography[i]);
            }
        }
    }

    /// <summary>Where the wind comes from, degrees clockwise from north, above 0 to 360; none in calm.</summary>
    private static double DirectionFrom(double u, double v)
    {
        if (u == 0 && v == 0)
        {
            return double.NaN;
        }

        var degrees = double.RadiansToDegrees(Math.Atan2(-u, -v));
        return degrees <= 0 ? degrees + 360 : degrees;
    }

    private static double[] Map(double[] a, double[] b, Func<double, double, double> function)
    {
        var mapped = new double[a.Length];
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = function(a[i], b[i]);
        }

        return mapped;
    }
}
