namespace WeatherKd.Variables;

/// <summary>
/// Variables that follow from others of the same station and hour (<see cref="WeatherVariable.ComputedFrom"/>), so that a student can
/// forecast what has no mean or is no amount: a wind's direction as its components, whether precipitation falls as a probability. They are
/// computed for the students that have them as targets and are stored nowhere.
/// </summary>
public static class ComputedVariables
{
    /// <summary>The targets by which what is wanted is forecast: of a wind's direction, its components.</summary>
    /// <param name="wanted">Names of variables.</param>
    /// <returns>Names in the order of the table, each once.</returns>
    public static IReadOnlyList<string> ToTargets(IReadOnlyList<string> wanted) => VariableTable.Default.InOrder(
        wanted.SelectMany(name => name == VariableNames.WindDirection
            ? [VariableNames.WindEast, VariableNames.WindNorth]
            : new[] { name }));

    /// <summary>Those of some variables that can be computed from others and are not among them.</summary>
    /// <param name="wanted">Names of variables.</param>
    /// <param name="given">Names of the variables that are there.</param>
    public static IReadOnlyList<string> Computable(IEnumerable<string> wanted, IReadOnlyList<string> given) =>
    [
        .. wanted.Where(name => !given.Contains(name) && PartsOf(name) is { Count: > 0 } parts && parts.All(given.Contains)),
    ];

    /// <summary>What must be read to have some variables: themselves, and of those that are computed their parts.</summary>
    /// <param name="names">Names of variables.</param>
    /// <returns>The same list where none is computed, else names in the order of the table.</returns>
    public static IReadOnlyList<string> ToRead(IReadOnlyList<string> names) => names.All(n => PartsOf(n).Count == 0)
        ? names
        : VariableTable.Default.InOrder(names.SelectMany(PartsOrSelf));

    /// <summary>What a variable is computed from, or the variable where it is not.</summary>
    public static IReadOnlyList<string> PartsOrSelf(string name) => PartsOf(name) is { Count: > 0 } parts ? parts : [name];

    /// <summary>What a variable is computed from; empty for one that is not.</summary>
    public static IReadOnlyList<string> PartsOf(string name) => VariableTable.Default.Find(name)?.ComputedFrom ?? [];

    /// <summary>The value of a computed variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parts">Values of <see cref="PartsOf"/>, in their units and order; <see cref="float.NaN"/> where missing.</param>
    /// <returns>The value in the variable's unit; <see cref="float.NaN"/> where a part that it needs is missing.</returns>
    public static float Compute(string name, ReadOnlySpan<float> parts) => name switch
    {
        VariableNames.WindEast => (float)WindOf(parts).East,
        VariableNames.WindNorth => (float)WindOf(parts).North,
        VariableNames.PrecipitationProbability when float.IsNaN(parts[0]) => float.NaN,
        VariableNames.PrecipitationProbability => parts[0] >= (float)Precipitation.Measurable ? 100 : 0,
        _ => throw new ArgumentException($"{name} is not computed from others.", nameof(name)),
    };

    /// <summary>A calm has no direction, and needs none.</summary>
    private static (double East, double North) WindOf(ReadOnlySpan<float> parts) =>
        parts[0] == 0 ? (0, 0) : Wind.Components(parts[0], parts[1]);
}
