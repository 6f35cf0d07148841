using WeatherKd.Api.Conventions;
using WeatherKd.Variables;

namespace WeatherKd.Api.Columns;

/// <summary>A variable that can be asked for: a row of the table, or one that is computed from others.</summary>
/// <param name="Name">Open-Meteo's name.</param>
/// <param name="Unit">Unit of its values before those that a request asks for.</param>
/// <param name="OverHour">Whether a value is of the hour before its time: it belongs to the day in which that hour began.</param>
/// <param name="IsAngle">Whether it is a direction in degrees, which has no smallest and no largest.</param>
internal sealed record ServedVariable(string Name, string Unit, bool OverHour = false, bool IsAngle = false)
{
    /// <summary>WMO code of the weather (<see cref="Columns.WeatherCode"/>).</summary>
    public const string WeatherCode = "weather_code";

    private static readonly ServedVariable[] Computed =
    [
        new(WeatherCode, "wmo code", OverHour: true),
    ];

    /// <summary>All that can be asked for, the table's in its order.</summary>
    public static IReadOnlyList<ServedVariable> All(VariableTable table) =>
    [
        .. table.All.Where(v => v.PartOf is null)
            .Select(v => new ServedVariable(v.Name, v.Unit, v.OverHour, v.Normalisation == Normalisation.Circular)),
        .. Computed,
    ];

    /// <summary>
    /// Reads the variables of <c>variables=</c>, or of <c>hourly=</c> as Open-Meteo calls it; null where neither is given.
    /// </summary>
    public static IReadOnlyList<string>? ReadNames(QueryReader reader, IReadOnlyList<ServedVariable> variables)
    {
        var allowed = string.Join(", ", variables.Select(v => v.Name));
        if (reader.List("variables", "hourly", variables.Count, allowed) is not { } given)
        {
            return null;
        }

        return given.Values.FirstOrDefault(n => variables.All(v => v.Name != n)) is { } unknown
            ? throw new BadParameterException(given.Name, unknown, allowed)
            : given.Values.Distinct(StringComparer.Ordinal).ToList();
    }
}
