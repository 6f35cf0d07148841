using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// Variables computed from others of the same time and place: wind from its components, humidity from dew point. The one place for it,
/// whether the parts are the stations of one lead time in a file or the lead times of one station in the store.
/// </summary>
internal static class DerivedVariables
{
    /// <summary>What follows from some variables.</summary>
    /// <param name="parts">
    /// Values by name, of the same times and places in the same order; where lengths differ the shortest counts.
    /// </param>
    public static IEnumerable<(string Name, double[] Values)> Of(IReadOnlyDictionary<string, double[]> parts)
    {
        foreach (var (first, second, turn) in new[]
        {
            (VariableNames.WindEast, VariableNames.WindNorth, null),
            (Composition.WindAlongX, Composition.WindAlongY, Composition.GridNorth),
        })
        {
            if (!parts.TryGetValue(first, out var u) || !parts.TryGetValue(second, out var v))
            {
                continue;
            }

            yield return (VariableNames.WindSpeed, [.. u.Zip(v, Wind.Speed)]);

            // Turning the axes clockwise by an angle turns what the components say by as much.
            var angles = turn is null ? null : parts.GetValueOrDefault(turn) ?? [];
            yield return (
                VariableNames.WindDirection,
                [.. u.Zip(v, Wind.DirectionFrom)
                    .Select((from, i) => Wind.Positive(from + (angles is null ? 0 : i < angles.Length ? angles[i] : double.NaN)))]);
        }

        if (parts.TryGetValue(VariableNames.DewPoint, out var dewPoints)
            && parts.TryGetValue(VariableNames.Temperature, out var temperatures))
        {
            var atModelHeight = parts.GetValueOrDefault(Composition.ModelTemperature) ?? [];
            yield return (
                VariableNames.RelativeHumidity,
                [.. temperatures.Zip(dewPoints, (t, d) => (t, d)).Select((pair, i) =>
                    Humidity.OfAir(i < atModelHeight.Length && !double.IsNaN(atModelHeight[i]) ? atModelHeight[i] : pair.t, pair.d))]);
        }
    }
}
