namespace WeatherKd.NumericalModels;

/// <summary>How fields on a grid are brought to stations. Configuration section <c>Interpolation</c>.</summary>
public sealed record InterpolationOptions
{
    /// <summary>
    /// GRIB2 files that hold the orography (model terrain height, geopotential height or geopotential at the surface) of models whose forecast files come without it.
    /// A file serves every model on its grid. Default none: temperature and surface pressure then stay at the model's height.
    /// </summary>
    public IReadOnlyList<string> OrographyFiles { get; init; } = [];
}
