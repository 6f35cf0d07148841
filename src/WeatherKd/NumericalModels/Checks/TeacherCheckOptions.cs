namespace WeatherKd.NumericalModels.Checks;

/// <summary>How numerical models are checked. Configuration section <c>NumericalModelChecks</c>. The limits of a variable are in <see cref="Variables.WeatherVariable"/>.</summary>
public sealed record TeacherCheckOptions
{
    /// <summary>
    /// How far after its file's arrival a run may start, for clocks that disagree; more is most often local time taken for UTC. Default 1 h; 0 to 24 h.
    /// </summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How far beyond a variable's plausible range a value may lie, as a share of the range: packing and interpolation leave rain of −0.001 mm and
    /// humidity of 101 %. Default 0.02; 0 to 0.2.
    /// </summary>
    public double RangeTolerance { get; init; } = 0.02;

    /// <summary>Equal values of a field, or of a run at one station, from which on constancy is implausible. Default 12; 6 to 1,000.</summary>
    public int ConstantValues { get; init; } = 12;

    /// <summary>Share of a file's values from which on the file is quarantined as a whole instead of stored with flags. Default 0.5; 0.1 to 1.</summary>
    public double MostlyFlagged { get; init; } = 0.5;

    /// <summary>
    /// How many times the largest difference so far a run's mean or rms difference from earlier runs may be; twice as many after ten runs, a tenth more after a
    /// hundred. Default 2.2; 1.1 to 10. At 1.6 real changes of the weather were flagged on two of three sets.
    /// </summary>
    public double JumpFactor { get; init; } = 2.2;

    /// <summary>Throws where a setting is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The setting, its value and its range.</exception>
    internal void Validate()
    {
        Require(FutureTolerance >= TimeSpan.Zero && FutureTolerance <= TimeSpan.FromDays(1), nameof(FutureTolerance), FutureTolerance, "0 to 24 hours");
        Require(RangeTolerance is >= 0 and <= 0.2, nameof(RangeTolerance), RangeTolerance, "0 to 0.2");
        Require(ConstantValues is >= 6 and <= 1000, nameof(ConstantValues), ConstantValues, "6 to 1,000");
        Require(MostlyFlagged is >= 0.1 and <= 1, nameof(MostlyFlagged), MostlyFlagged, "0.1 to 1");
        Require(JumpFactor is >= 1.1 and <= 10, nameof(JumpFactor), JumpFactor, "1.1 to 10");
    }

    private static void Require(bool holds, string name, object given, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, given, $"NumericalModelChecks option {name} must be {allowed}.");
        }
    }
}
