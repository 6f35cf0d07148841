namespace WeatherKd.NumericalModels;

/// <summary>What a run of fields must hold to be complete, and what to do with one that never is. Configuration section <c>NumericalModel</c>.</summary>
public sealed class RunExpectations
{
    /// <summary>Last lead time that a run must reach, in h. Default 24, range 1–1440.</summary>
    public int LastLeadHours { get; set; } = 24;

    /// <summary>Hours between the lead times of a run. Default 1, range 1–24.</summary>
    public int LeadStepHours { get; set; } = 1;

    /// <summary>Variables that a run must have. Default temperature, humidity and wind speed.</summary>
    public IReadOnlyList<string> Variables { get; set; } = ["temperature_2m", "relative_humidity_2m", "wind_speed_10m"];

    /// <summary>Time after a run's first file at which it counts as overdue. Default 6 h.</summary>
    public TimeSpan OverdueAfter { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Whether an overdue run is used with what is there (default) or given up.</summary>
    public bool UseOverdueRuns { get; set; } = true;
}
