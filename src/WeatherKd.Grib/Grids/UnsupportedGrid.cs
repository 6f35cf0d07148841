namespace WeatherKd.Grib.Grids;

/// <summary>
/// A grid whose points can be counted but not placed. Its values can be read; asking for a position says why there is none.
/// </summary>
internal sealed class UnsupportedGrid : Grid
{
    private readonly string _reason;
    private readonly int _section;
    private readonly int _messageNumber;
    private readonly long _fileOffset;

    public UnsupportedGrid(Octets section, int template, int points, string reason)
        : base(template, "unsupported", new GridHeader(points, 1, new EarthShape(1, 1), default, WindsAreGridRelative: false))
    {
        _reason = reason;
        _section = section.SectionNumber;
        _messageNumber = section.MessageNumber;
        _fileOffset = section.FileOffset;
    }

    private UnsupportedGrid(UnsupportedGrid other, int points)
        : base(other.Template, other.Name, new GridHeader(points, 1, other.Earth, default, WindsAreGridRelative: false))
    {
        (_reason, _section, _messageNumber, _fileOffset) = (other._reason, other._section, other._messageNumber, other._fileOffset);
    }

    public override bool IsSupported => false;

    /// <summary>The same with another number of points, where the data tell and the grid's description cannot.</summary>
    public UnsupportedGrid WithPoints(int points) => new(this, points);

    internal override GeoPoint Place(double x, double y) => throw Error();

    public override double NorthToGridNorth(double latitude, double longitude) => throw Error();

    public override string ToString() => $"grid template 3.{Template} (not supported), {PointCount} points";

    internal override GridPosition ToGrid(double latitude, double longitude) => throw Error();

    private GribFormatException Error() => new($"section {_section}: {_reason}", _messageNumber, _fileOffset);
}
