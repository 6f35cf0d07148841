using System.ComponentModel.DataAnnotations;

namespace WeatherKd.NumericalModels;

/// <summary>How fields on a grid are brought to stations. Configuration section <c>Interpolation</c>.</summary>
public sealed record InterpolationOptions
{
    /// <summary>
    /// GRIB2 files that hold the orography (model terrain height, geopotential height or geopotential at the surface) of models whose
    /// forecast files come without it. A file serves every model on its grid. Default none: temperature and surface pressure then stay at
    /// the model's height.
    /// </summary>
    public IReadOnlyList<string> OrographyFiles { get; init; } = [];

    /// <summary>
    /// GRIB2 files, plain or packed (.bz2, .gz, .zst), with the latitudes and longitudes (fields <c>CLAT</c> and <c>CLON</c>) of grids
    /// whose forecast files come without them: ICON's triangles, of which DWD gives them away as time-invariant fields. A file serves every
    /// field whose grid has the same number and UUID. Default none: fields on such grids are refused with the reason.
    /// </summary>
    public IReadOnlyList<string> GridFiles { get; init; } = [];

    /// <summary>
    /// Number of the ensemble member that is read from GRIB2 files. Default none: of each file the lowest. Range ≥ 0. To be set where
    /// members come in files of their own, of which the last to arrive would stand otherwise.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int? EnsembleMember { get; init; }
}
