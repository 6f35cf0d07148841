using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// What a variable of a run can be computed from where its file did not have it: parts that may come in different files, in any order. The
/// run ledger counts by it, and <see cref="ScatteredParts"/> computes by it. Amounts over time are another matter
/// (<see cref="IntervalColumn"/>).
/// </summary>
/// <param name="Variable">The variable.</param>
/// <param name="Parts">All that is needed.</param>
internal sealed record Composition(string Variable, params string[] Parts)
{
    /// <summary>
    /// Temperature at the height of the model's ground, kept where <see cref="VariableNames.Temperature"/> has been moved to the station's
    /// and humidity is not known yet.
    /// </summary>
    public const string ModelTemperature = "temperature_2m_at_model_height";

    /// <summary>Wind along the rows of a map, kept where its counterpart is in another file.</summary>
    public const string WindAlongX = "wind_x_10m";

    /// <summary>Wind along the columns of a map, likewise.</summary>
    public const string WindAlongY = "wind_y_10m";

    /// <summary>Angle from north to the map's y axis, clockwise, that comes with either of them.</summary>
    public const string GridNorth = "grid_north";

    /// <summary>All ways, several for some variables.</summary>
    public static IReadOnlyList<Composition> All { get; } =
    [
        new(VariableNames.RelativeHumidity, VariableNames.Temperature, VariableNames.DewPoint),
        new(VariableNames.WindSpeed, VariableNames.WindEast, VariableNames.WindNorth),
        new(VariableNames.WindSpeed, WindAlongX, WindAlongY),
        new(VariableNames.WindDirection, VariableNames.WindEast, VariableNames.WindNorth),
        new(VariableNames.WindDirection, WindAlongX, WindAlongY, GridNorth),
    ];

    /// <summary>The ways to a variable.</summary>
    public static IEnumerable<Composition> Of(string variable) => All.Where(c => c.Variable == variable);

    /// <summary>Names of variables that columns give: those that are variables of their own, and those that can be computed.</summary>
    /// <param name="columns">Names of columns.</param>
    /// <param name="variables">The table of variables.</param>
    public static IEnumerable<string> Available(IEnumerable<string> columns, VariableTable variables)
    {
        var there = columns.ToHashSet(StringComparer.Ordinal);
        return there.Where(name => variables.Find(name) is { PartOf: null })
            .Union(there.Select(name => IntervalColumn.Parse(name, variables)?.Variable).OfType<string>(), StringComparer.Ordinal)
            .Union(All.Where(c => c.Parts.All(there.Contains)).Select(c => c.Variable), StringComparer.Ordinal);
    }
}
