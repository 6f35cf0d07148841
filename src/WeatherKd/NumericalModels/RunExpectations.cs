using System.ComponentModel.DataAnnotations;
using WeatherKd.Settings;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// What a run of fields must hold to be complete, and what to do with one that never is. Configuration section <c>NumericalModel</c>.
/// </summary>
public sealed class RunExpectations : IValidatableObject
{
    /// <summary>Last lead time that a run must reach, in h. Default 24, range 1–1440.</summary>
    [Range(1, 1440)]
    public int LastLeadHours { get; set; } = 24;

    /// <summary>Hours between the lead times of a run. Default 1, range 1–24.</summary>
    [Range(1, 24)]
    public int LeadStepHours { get; set; } = 1;

    /// <summary>
    /// Variables that a run must have. Default null: <see cref="UsualVariables"/>. A list that is configured replaces them.
    /// </summary>
    public IReadOnlyList<string>? Variables { get; set; }

    /// <summary>Temperature, humidity and wind speed.</summary>
    public static IReadOnlyList<string> UsualVariables { get; } =
        [VariableNames.Temperature, VariableNames.RelativeHumidity, VariableNames.WindSpeed];

    /// <summary>Time after a run's first file at which it counts as overdue. Default 6 h, range ≥ 1 min.</summary>
    [TimeRange("00:01:00")]
    public TimeSpan OverdueAfter { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Whether an overdue run is used with what is there (default) or given up.</summary>
    public bool UseOverdueRuns { get; set; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        VariableNames.Unknown(Variables, nameof(Variables));
}
