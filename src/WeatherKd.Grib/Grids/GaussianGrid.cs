namespace WeatherKd.Grib.Grids;

/// <summary>
/// Template 3.40: equidistant longitudes on the Gaussian latitudes, the zeros of a Legendre polynomial; on a reduced grid, ECMWF's own,
/// the fewer of them the nearer to a pole.
/// </summary>
internal sealed class GaussianGrid : Grid
{
    private readonly GeographicAxes _axes;
    private readonly double[] _latitudes;
    private readonly int _parallels;

    private GaussianGrid(GridHeader header, GeographicAxes axes, int parallels, double[] latitudes)
        : base(40, header.Layout is { IsReduced: true } ? "reduced_gg" : "regular_gg", header)
    {
        _axes = axes;
        _parallels = parallels;
        _latitudes = latitudes;
        WrapsAround = axes.WrapsAround(header);
    }

    public override bool WrapsAround { get; }

    public override ProjectionParameters Projection => _axes.Parameters with { StepLatitude = null, Parallels = _parallels };

    public static GaussianGrid Read(Octets section) =>
        Read(section, GridHeader.Read(section, flagsOctet: 55, scanningOctet: 72, listOctet: 73));

    public static GaussianGrid Read(Octets section, GridHeader header)
    {
        if (header.Layout is { RowShift: > 0 })
        {
            throw new UnsupportedGridException("Gaussian latitudes moved by half a row are not supported");
        }

        var axes = GeographicAxes.Read(section, header);
        var parallels = section.U32(68);
        if (parallels is 0 or > GaussianLatitudes.MaxParallels)
        {
            throw section.Error($"{parallels} parallels between pole and equator (1 to {GaussianLatitudes.MaxParallels} are allowed)", 68);
        }

        return new GaussianGrid(header, axes, (int)parallels, Rows(section, header, axes, GaussianLatitudes.NorthToSouth((int)parallels)));
    }

    /// <summary>
    /// The part of the Gaussian latitudes that the grid covers: the whole globe or, from the first row on, a strip of it.
    /// </summary>
    private static new double[] Rows(Octets section, GridHeader header, GeographicAxes axes, ReadOnlySpan<double> all)
    {
        var northernmost = Math.Max(axes.FirstLatitude, axes.LastLatitude);
        var start = 0;
        while (start < all.Length - 1 && Math.Abs(all[start + 1] - northernmost) < Math.Abs(all[start] - northernmost))
        {
            start++;
        }

        if (start + header.Rows > all.Length)
        {
            throw section.Error($"{header.Rows} rows from latitude {northernmost}° do not fit {all.Length} Gaussian latitudes", 35);
        }

        var rows = all.Slice(start, header.Rows).ToArray();
        if (header.Scanning.RunsNorthward)
        {
            Array.Reverse(rows);
        }

        return rows;
    }

    internal override GeoPoint Place(double x, double y)
    {
        var row = Math.Clamp((int)y, 0, Math.Max(_latitudes.Length - 2, 0));
        var next = Math.Min(row + 1, _latitudes.Length - 1);
        return new GeoPoint(
            _latitudes[row] + ((y - row) * (_latitudes[next] - _latitudes[row])),
            Longitude.Signed(_axes.FirstLongitude + (x * _axes.StepX)));
    }

    internal override GridPosition ToGrid(double latitude, double longitude) =>
        new(_axes.ColumnOf(longitude, Columns), RowOf(latitude));

    private double RowOf(double latitude)
    {
        // Within a hundred-thousandth of a degree of the outermost row is on it: corners are rounded to 1e-6.
        const double Rounding = 1e-5;
        var sign = Scanning.RunsNorthward ? 1 : -1;
        if (sign * (latitude - _latitudes[0]) < -Rounding || sign * (latitude - _latitudes[^1]) > Rounding)
        {
            return double.NaN;
        }

        int low = 0, high = _latitudes.Length - 1;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = sign * (latitude - _latitudes[middle]) >= 0 ? (middle, high) : (low, middle);
        }

        return high == low
            ? low
            : low + Math.Clamp((latitude - _latitudes[low]) / (_latitudes[high] - _latitudes[low]), 0, 1);
    }
}
