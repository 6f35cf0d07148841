using System.ComponentModel.DataAnnotations;

namespace WeatherKd.Variables;

/// <summary>Names of variables as settings have them.</summary>
public static class VariableNames
{
    /// <summary>The names of a list that are no variable's.</summary>
    /// <param name="names">The setting; null where nothing is configured.</param>
    /// <param name="setting">The setting's name.</param>
    public static IEnumerable<ValidationResult> Unknown(IReadOnlyList<string>? names, string setting) => (names ?? [])
        .Where(name => VariableTable.Default.Find(name) is null)
        .Select(name => new ValidationResult($"has '{name}'; it must name variables of variables.json, as temperature_2m", [setting]));
}
