using WeatherKd.Grib2;
using WeatherKd.Observations;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>From the fields of one lead time to the table's variables at the stations: units, wind speed and direction, humidity, height.</summary>
/// <param name="stations">The stations on the grid.</param>
/// <param name="orography">Height of the model's ground at them, m; null where it is not known.</param>
internal sealed class StationValues(GridStations stations, double[]? orography)
{
    private readonly Dictionary<string, double[]> _values = new(StringComparer.Ordinal);
    private (double[]? East, double[]? North) _wind;

    /// <summary>Whether a field of this role would add nothing: one of a preferred parameter has been taken.</summary>
    public bool Has(FieldRole role) => role.Name switch
    {
        FieldRole.WindEast => _wind.East is not null,
        FieldRole.WindNorth => _wind.North is not null,
        _ => _values.ContainsKey(role.Name),
    };

    /// <summary>Takes a field of an instant.</summary>
    /// <exception cref="Grib2FormatException">The field cannot be decoded.</exception>
    public void Take(Grib2Field field, FieldRole role)
    {
        var values = stations.Sample(field, nearestOnly: role.Variable?.Normalisation == Normalisation.Circular);
        var (scale, offset) = (role.Parameter.Scale, role.Parameter.Offset);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (values[i] * scale) + offset;
        }

        switch (role.Name)
        {
            case FieldRole.WindEast:
                _wind.East = values;
                break;
            case FieldRole.WindNorth:
                _wind.North = values;
                break;
            default:
                _values[role.Name] = values;
                break;
        }
    }

    /// <summary>Takes values that are ready.</summary>
    public void Take(string variable, double[] values) => _values[variable] = values;

    /// <summary>All variables, with what follows from the fields taken.</summary>
    public IReadOnlyDictionary<string, double[]> Finish(VariableTable variables)
    {
        // Components before speed and direction: those of a mean wind can be interpolated, an angle cannot.
        if (_wind is { East: { } east, North: { } north })
        {
            stations.TurnToEarth(east, north);
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
            if (stations.Inside[i].Elevation is { } elevation && !double.IsNaN(orography![i]))
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
