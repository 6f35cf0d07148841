using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>
/// From the fields of one lead time to the table's variables at the stations: wind speed and direction, humidity, height.
/// </summary>
/// <param name="stations">The stations that the values are of.</param>
/// <param name="orography">Height of the model's ground at them, m; null where it is not known.</param>
internal sealed class StationValues(IReadOnlyList<Station> stations, double[]? orography)
{
    private readonly Dictionary<string, double[]> _values = new(StringComparer.Ordinal);

    /// <summary>Whether there are values of a name already, so that more would add nothing.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Takes values of a variable in its unit, or amounts over an interval (<see cref="IntervalColumn"/>).</summary>
    public void Take(string name, double[] values) => _values[name] = values;

    /// <summary>Removes the components of the wind, and gives them where both are there.</summary>
    public bool TryTakeWind(out double[] u, out double[] v)
    {
        v = [];
        return _values.Remove(VariableNames.WindEast, out u!) & _values.Remove(VariableNames.WindNorth, out v!)
            && u is not null
            && v is not null;
    }

    /// <summary>
    /// Marks a component along a map's axes whose counterpart is in another file, so that it is not taken for one towards east or north;
    /// both are turned when the run is read together.
    /// </summary>
    /// <param name="gridNorth">Angle from north to the map's y axis at the stations, degrees clockwise.</param>
    public void SetAsideWindAlongMap(double[] gridNorth)
    {
        foreach (var (east, alongMap) in new[]
        {
            (VariableNames.WindEast, Composition.WindAlongX),
            (VariableNames.WindNorth, Composition.WindAlongY),
        })
        {
            if (_values.Remove(east, out var component))
            {
                _values[alongMap] = component;
                _values[Composition.GridNorth] = gridNorth;
            }
        }
    }

    /// <summary>All variables, with what follows from the fields taken.</summary>
    public IReadOnlyDictionary<string, double[]> Finish(VariableTable variables)
    {
        // Components before speed and direction: those of a mean wind can be interpolated, an angle cannot.
        // Before temperature is moved to another height: humidity is that of the model's air.
        var hasHumidity = Has(VariableNames.RelativeHumidity);
        foreach (var (name, values) in DerivedVariables.Of(_values).ToList())
        {
            if (name != VariableNames.RelativeHumidity || !hasHumidity)
            {
                _values[name] = values;
            }
        }

        if (Has(VariableNames.WindEast) && Has(VariableNames.WindNorth))
        {
            TryTakeWind(out _, out _);
        }

        if (!Has(VariableNames.RelativeHumidity)
            && orography is not null
            && _values.TryGetValue(VariableNames.Temperature, out var temperature))
        {
            _values[Composition.ModelTemperature] = [.. temperature];
        }

        foreach (var (name, values) in _values)
        {
            if (orography is not null && variables.Find(name)?.ChangePerMetre is { } perMetre)
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
}
