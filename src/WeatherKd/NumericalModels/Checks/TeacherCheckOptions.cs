using System.ComponentModel.DataAnnotations;
using WeatherKd.Settings;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// How numerical models are checked. Configuration section <c>NumericalModelChecks</c>. The limits of a variable are in
/// <see cref="Variables.WeatherVariable"/>.
/// </summary>
public sealed record TeacherCheckOptions
{
    /// <summary>
    /// How far after its file's arrival a run may start, for clocks that disagree; more is most often local time taken for UTC. Default 1
    /// h; 0 to 24 h.
    /// </summary>
    [TimeRange("00:00:00", "1.00:00:00")]
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How far beyond a variable's plausible range a value may lie, as a share of the range: packing and interpolation leave rain of −0.001
    /// mm and humidity of 101 %. Default 0.02; 0 to 0.2.
    /// </summary>
    [Range(0.0, 0.2)]
    public double RangeTolerance { get; init; } = 0.02;

    /// <summary>
    /// Equal values of a field, or of a run at one station, from which on constancy is implausible. Default 12; 6 to 1,000.
    /// </summary>
    [Range(6, 1000)]
    public int ConstantValues { get; init; } = 12;

    /// <summary>
    /// Share of a file's values from which on the file is quarantined as a whole instead of stored with flags. Default 0.5; 0.1 to 1.
    /// </summary>
    [Range(0.1, 1.0)]
    public double MostlyFlagged { get; init; } = 0.5;

    /// <summary>
    /// How many times the largest difference so far a run's mean or rms difference from earlier runs may be; twice as many after ten runs,
    /// a tenth more after a hundred. Default 2.2; 1.1 to 10. At 1.6 real changes of the weather were flagged on two of three sets.
    /// </summary>
    [Range(1.1, 10.0)]
    public double JumpFactor { get; init; } = 2.2;
}
