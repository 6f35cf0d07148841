using System.ComponentModel.DataAnnotations;

namespace WeatherKd.Verification.Gate;

/// <summary>
/// The rules of the promotion gate. Configuration section <c>Promotion</c>. The defaults are meant for a year without an operator.
/// </summary>
public sealed class PromotionOptions
{
    /// <summary>Fewest rows behind a verdict; with fewer nothing is promoted. Default 200, range ≥ 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumRows { get; set; } = 200;

    /// <summary>
    /// Least skill against the champion over all variables. Default 0: any improvement. Range −1 to 1; a negative value lets a slightly
    /// worse, fresher student pass.
    /// </summary>
    [Range(-1.0, 1.0)]
    public double MinimumSkillAgainstChampion { get; set; }

    /// <summary>
    /// Whether a student may be worse than the champion, the raw teacher or persistence on a variable beyond its 95 % interval. Default
    /// false.
    /// </summary>
    public bool AllowWorseVariable { get; set; }

    /// <summary>
    /// Largest share of the stations at which a student may be worse than the raw teacher or persistence. Default 0.05: below 20 stations
    /// none. Range 0–1.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MaximumWorseStations { get; set; } = 0.05;

    /// <summary>
    /// Least skill against the raw teacher over all variables that it has; the whole 95 % interval must lie above it. Default 0. Range −1
    /// to 1.
    /// </summary>
    [Range(-1.0, 1.0)]
    public double MinimumSkillAgainstTeacher { get; set; }

    /// <summary>Largest share of the teacher's values in the training data that checks may have flagged. Default 0.1, range 0–1.</summary>
    [Range(0.0, 1.0)]
    public double MaximumFlaggedShare { get; set; } = 0.1;

    /// <summary>
    /// How far outside a variable's plausible range a forecast for absurd inputs may lie, as a share of the range. Served values are cut to
    /// the range. Default 0.25, range 0–10.
    /// </summary>
    [Range(0.0, 10.0)]
    public double StressMargin { get; set; } = 0.25;

    /// <summary>
    /// Largest difference between the network as trained and its ONNX file, relative to the spread of the forecasts. Default 1e-3, range
    /// above 0 to 1.
    /// </summary>
    [Range(0, 1.0, MinimumIsExclusive = true)]
    public double ParityTolerance { get; set; } = 1e-3;

    /// <summary>Longest median time of one forecast, in ms. Default 50, range above 0.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double InferenceBudgetMilliseconds { get; set; } = 50;
}
