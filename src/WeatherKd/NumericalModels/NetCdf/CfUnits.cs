using WeatherKd.NetCdf.Variables;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>From the units that NetCDF files spell to those of the table of variables.</summary>
/// <param name="Scale">Factor.</param>
/// <param name="Offset">Added after it.</param>
/// <param name="IsAmount">Whether the file's unit is that of an amount over a period (mm, J m⁻²), not of a rate.</param>
internal sealed record CfUnits(double Scale, double Offset = 0, bool IsAmount = false)
{
    private static readonly CfUnits Same = new(1);

    /// <summary>By the table's unit, then by the file's without powers' stars and superfluous spaces.</summary>
    private static readonly Dictionary<string, Dictionary<string, CfUnits>> Known = new(StringComparer.Ordinal)
    {
        ["°C"] = new(StringComparer.Ordinal)
        {
            ["K"] = new(1, -273.15), ["kelvin"] = new(1, -273.15), ["degC"] = Same, ["degrees_C"] = Same, ["degree_C"] = Same, ["celsius"] = Same, ["Celsius"] = Same,
            ["degree_Celsius"] = Same, ["degrees_Celsius"] = Same, ["°C"] = Same,
        },
        ["%"] = new(StringComparer.Ordinal) { ["%"] = Same, ["percent"] = Same, ["1"] = new(100), ["(0 - 1)"] = new(100) },
        ["m/s"] = new(StringComparer.Ordinal) { ["m s-1"] = Same, ["m/s"] = Same, ["m.s-1"] = Same, ["knot"] = new(1852.0 / 3600), ["knots"] = new(1852.0 / 3600), ["kt"] = new(1852.0 / 3600) },
        ["°"] = new(StringComparer.Ordinal) { ["degree"] = Same, ["degrees"] = Same, ["degrees_true"] = Same, ["°"] = Same },
        ["hPa"] = new(StringComparer.Ordinal) { ["Pa"] = new(0.01), ["hPa"] = Same, ["mbar"] = Same, ["millibar"] = Same, ["mb"] = Same },
        ["mm"] = new(StringComparer.Ordinal)
        {
            ["mm"] = new(1, IsAmount: true), ["kg m-2"] = new(1, IsAmount: true), ["kg/m2"] = new(1, IsAmount: true), ["m"] = new(1000, IsAmount: true),
            ["kg m-2 s-1"] = new(3600), ["mm s-1"] = new(3600), ["mm/s"] = new(3600), ["mm h-1"] = Same, ["mm/h"] = Same, ["mm hr-1"] = Same, ["mm/hr"] = Same,
        },
        ["W/m²"] = new(StringComparer.Ordinal)
        {
            ["W m-2"] = Same, ["W/m2"] = Same, ["W/m²"] = Same, ["J m-2"] = new(1.0 / 3600, IsAmount: true), ["J/m2"] = new(1.0 / 3600, IsAmount: true),
        },
        ["µg/m³"] = new(StringComparer.Ordinal) { ["ug m-3"] = Same, ["µg m-3"] = Same, ["µg/m³"] = Same, ["ug/m3"] = Same, ["kg m-3"] = new(1e9) },
        ["m"] = new(StringComparer.Ordinal) { ["m"] = Same, ["metre"] = Same, ["meter"] = Same, ["gpm"] = Same, ["km"] = new(1000) },
    };

    /// <summary>The conversion of a variable of a file.</summary>
    /// <exception cref="InputFormatException">Its unit is missing or not known; the message lists those known.</exception>
    public static CfUnits To(string unit, NetCdfVariable variable)
    {
        var given = string.Join(' ', (variable.Units ?? "").Replace("**", "", StringComparison.Ordinal).Replace("^", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return Known[unit].TryGetValue(given, out var found)
            ? found
            : throw new InputFormatException($"Variable '{variable.Name}': the unit '{variable.Units}' cannot be brought to {unit}.")
            {
                Column = variable.Name,
                Given = variable.Units,
                Allowed = string.Join(", ", Known[unit].Keys),
            };
    }

    /// <summary>Converts values in place and gives them back.</summary>
    public double[] Apply(double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (values[i] * Scale) + Offset;
        }

        return values;
    }
}
