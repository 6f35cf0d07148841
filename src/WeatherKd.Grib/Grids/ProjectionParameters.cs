namespace WeatherKd.Grib.Grids;

/// <summary>
/// The numbers that define a grid, as its message gives them; null where its template has none. Angles in degrees, longitudes as given and
/// not brought to a range.
/// </summary>
public sealed record ProjectionParameters
{
    /// <summary>Place of the first point in the file; on rotated grids in rotated coordinates.</summary>
    public required GeoPoint FirstPoint { get; init; }

    /// <summary>Place of the last point in the file (templates 3.0, 3.1, 3.40 and 3.41).</summary>
    public GeoPoint? LastPoint { get; init; }

    /// <summary>Distance of neighbouring columns (Di), degrees; negative where rows run westward. From the corners, hence exact.</summary>
    public double? StepLongitude { get; init; }

    /// <summary>
    /// Distance of neighbouring rows (Dj), degrees; negative where rows follow each other southward. Null on Gaussian latitudes.
    /// </summary>
    public double? StepLatitude { get; init; }

    /// <summary>Grid length along a row (Dx), m, where it is true to scale.</summary>
    public double? StepX { get; init; }

    /// <summary>Grid length along a column (Dy), m, where it is true to scale.</summary>
    public double? StepY { get; init; }

    /// <summary>LoV: the meridian that is parallel to the grid's columns (templates 3.20 and 3.30).</summary>
    public double? CentralMeridian { get; init; }

    /// <summary>LaD: the latitude at which the grid lengths are true (templates 3.10, 3.20 and 3.30).</summary>
    public double? TrueLatitude { get; init; }

    /// <summary>Latin 1: the first latitude at which the cone cuts the earth (template 3.30).</summary>
    public double? Latin1 { get; init; }

    /// <summary>Latin 2: the second one; the same as <see cref="Latin1"/> for a cone that touches it.</summary>
    public double? Latin2 { get; init; }

    /// <summary>The rotated grid's south pole, in true latitude and longitude (templates 3.1 and 3.41).</summary>
    public GeoPoint? SouthPole { get; init; }

    /// <summary>Whether a polar stereographic map has the south pole in its middle; null on others.</summary>
    public bool? IsSouthPolar { get; init; }

    /// <summary>N: parallels between a pole and the equator (templates 3.40 and 3.41).</summary>
    public int? Parallels { get; init; }
}
