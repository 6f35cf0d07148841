namespace WeatherKd.Grib.Products;

/// <summary>What section 4 says about a field, once the reference time of section 1 is known.</summary>
internal sealed record Product(
    int Template,
    Parameter Parameter,
    int GeneratingProcessType,
    int GeneratingProcess,
    DateTimeOffset ForecastStart,
    Level Level,
    EnsembleMember? Member,
    StatisticalPeriod? Period,
    string? Derivation);
