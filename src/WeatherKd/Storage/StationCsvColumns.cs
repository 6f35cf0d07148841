using WeatherKd.Variables;

namespace WeatherKd.Storage;

/// <summary>The columns of a station CSV file that are variables of the table.</summary>
internal static class StationCsvColumns
{
    /// <exception cref="InputFormatException">No column is a variable, or one stands twice.</exception>
    public static IReadOnlyList<(int Index, WeatherVariable Variable)> OfVariables(CsvInput csv, VariableTable variables)
    {
        var columns = csv.Headers
            .Where(header => variables.Find(header) is not null)
            .Select(header => (Index: csv.RequireColumn(header), Variable: variables[header]))
            .ToList();
        return columns.Count > 0
            ? columns
            : throw new InputFormatException(
                $"No column is a known variable. The header line has: {string.Join(", ", csv.Headers)}. Known: {string.Join(", ", variables.All.Select(v => v.Name))}.")
            {
                Line = 1,
            };
    }
}
