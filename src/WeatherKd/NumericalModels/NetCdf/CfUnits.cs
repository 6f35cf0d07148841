using WeatherKd.NetCdf.Conventions;
using WeatherKd.NetCdf.Variables;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>From the unit of a variable of a file to one of the table of variables.</summary>
/// <param name="Scale">Factor.</param>
/// <param name="Offset">Added after it.</param>
/// <param name="IsAmount">Whether the file's unit is that of an amount over a period (mm, J m⁻²), not of a rate.</param>
internal sealed record CfUnits(double Scale, double Offset = 0, bool IsAmount = false)
{
    /// <summary>
    /// Units of another dimension that mean the same: a depth of water and its mass, an amount and its rate, by the table's unit.
    /// </summary>
    private static readonly Dictionary<string, (string Unit, double Factor, bool IsAmount)[]> Alike = new(StringComparer.Ordinal)
    {
        // 1 kg of water on 1 m² is 1 mm deep.
        ["mm"] = [("mm", 1, true), ("kg m-2", 1, true), ("mm h-1", 1, false), ("kg m-2 h-1", 1, false)],
        ["W/m²"] = [("W m-2", 1, false), ("J m-2", 1.0 / 3600, true)],
    };

    /// <summary>The conversion of a variable of a file.</summary>
    /// <param name="unit">Unit of the table of variables.</param>
    /// <param name="variable">The variable of the file.</param>
    /// <exception cref="InputFormatException">Its unit is missing or not known, or measures something else.</exception>
    public static CfUnits To(string unit, NetCdfVariable variable)
    {
        var allowed = Alike.GetValueOrDefault(unit) ?? [(unit, 1, false)];
        if (CfUnit.Parse(variable.Units ?? "") is { } given)
        {
            foreach (var (other, factor, isAmount) in allowed)
            {
                if (given.To(CfUnit.Parse(other)!) is var (scale, offset))
                {
                    return new(scale * factor, offset * factor, isAmount);
                }
            }
        }

        throw new InputFormatException(variable.Units is { Length: > 0 } units
            ? $"Variable '{variable.Name}': the unit '{units}' cannot be brought to {unit}."
            : $"Variable '{variable.Name}' has no unit: which of those of {unit} it is in cannot be known.")
        {
            Column = variable.Name,
            Given = variable.Units,
            Allowed = $"a unit that converts to {string.Join(" or ", allowed.Select(a => a.Unit))}",
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
