namespace WeatherKd.Grib.Products;

/// <summary>What section 4 says about a field, once the reference time of section 1 is known.</summary>
/// <param name="Template">Product definition template.</param>
/// <param name="Parameter">The quantity.</param>
/// <param name="GeneratingProcessType">Code table 4.3.</param>
/// <param name="GeneratingProcess">The centre's number of the model.</param>
/// <param name="ForecastStart">Reference time plus forecast time; null where the template has none or it cannot be read.</param>
/// <param name="Level">The surface or layer.</param>
/// <param name="Member">The ensemble member; null where there is none.</param>
/// <param name="Period">What was done over which interval; null for a field at a point in time.</param>
/// <param name="Derivation">What the values are instead of the parameter itself; null for the parameter itself.</param>
internal sealed record Product(
    int Template,
    Parameter Parameter,
    int GeneratingProcessType,
    int GeneratingProcess,
    DateTimeOffset? ForecastStart,
    Level Level,
    EnsembleMember? Member,
    StatisticalPeriod? Period,
    string? Derivation)
{
    /// <summary>Code table 4.7: what a field derived from the members is.</summary>
    public int? DerivedForecast { get; init; }

    public ProbabilityEvent? Probability { get; init; }

    /// <summary>0 to 100.</summary>
    public double? Percentile { get; init; }

    /// <summary>Code table 4.230 (chemicals) or 4.233 (aerosols).</summary>
    public int? Constituent { get; init; }
}
