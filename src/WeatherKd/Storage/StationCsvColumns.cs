using WeatherKd.Variables;

namespace WeatherKd.Storage;

/// <summary>
/// The columns of a station CSV file that are variables of the table: by name, or by name and unit as in <c>temperature_2m (°C)</c>.
/// </summary>
internal static class StationCsvColumns
{
    /// <summary>Other spellings of the table's units.</summary>
    private static readonly Dictionary<string, string[]> Spellings = new(StringComparer.Ordinal)
    {
        ["°C"] = ["degC", "deg C", "C", "℃", "Celsius"],
        ["%"] = ["percent"],
        ["m/s"] = ["m s-1", "m s**-1", "m/sec"],
        ["°"] = ["deg", "degrees", "degree"],
        ["hPa"] = ["mbar", "mb"],
        ["mm"] = ["kg m-2", "kg/m2"],
        ["W/m²"] = ["W/m2", "W m-2", "W m**-2"],
        ["µg/m³"] = ["ug/m3", "μg/m³", "µg/m3", "μg/m3", "㎍/㎥", "ug m-3"],
    };

    /// <summary>Finds the columns. A column in another unit than the table's is reported and not read, unless it is the only one.</summary>
    /// <exception cref="InputFormatException">No column is a variable in its unit, or one stands twice.</exception>
    public static IReadOnlyList<(int Index, WeatherVariable Variable)> OfVariables(
        CsvInput csv,
        VariableTable variables,
        Action<InputFormatException> report)
    {
        var columns = new List<(int Index, WeatherVariable Variable)>();
        var unusable = new List<InputFormatException>();
        foreach (var header in csv.Headers)
        {
            var (name, unit) = Split(header);
            if (variables.Find(name) is not { IsStored: true } variable)
            {
                continue;
            }

            if (unit is not null
                && unit != variable.Unit
                && !Spellings.GetValueOrDefault(variable.Unit, []).Contains(unit, StringComparer.OrdinalIgnoreCase))
            {
                unusable.Add(new InputFormatException($"Column '{header}' is not read: the unit of {name} is {variable.Unit}.")
                {
                    Line = 1,
                    Column = header,
                    Given = unit,
                    Allowed = variable.Unit,
                });
            }
            else if (columns.Exists(c => c.Variable == variable))
            {
                // The same header twice is refused by name; two spellings of one variable likewise.
                csv.RequireColumn(header);
                throw new InputFormatException($"Line 1: column '{header}' is {name} once more; once is allowed.")
                {
                    Line = 1,
                    Column = header,
                    Given = header,
                };
            }
            else
            {
                columns.Add((csv.RequireColumn(header), variable));
            }
        }

        if (columns.Count == 0)
        {
            throw unusable.FirstOrDefault() ?? new InputFormatException(
                $"No column is a known variable. The header line has: {string.Join(", ", csv.Headers)}. Known: "
                + $"{string.Join(", ", variables.All.Where(v => v.IsStored).Select(v => v.Name))}.")
            {
                Line = 1,
            };
        }

        unusable.ForEach(report);
        return columns;
    }

    private static (string Name, string? Unit) Split(string header)
    {
        var bracket = header.IndexOfAny(['(', '[']);
        return bracket > 0 && header[^1] is ')' or ']'
            ? (header[..bracket].TrimEnd(), header[(bracket + 1)..^1].Trim())
            : (header, null);
    }
}
