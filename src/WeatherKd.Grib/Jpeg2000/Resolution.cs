namespace WeatherKd.Grib.Jpeg2000;

/// <summary>One resolution level of a tile: its subbands and the division into precincts (B.5 and B.6).</summary>
internal sealed class Resolution
{
    private readonly int _precinctWidthExponent;
    private readonly int _precinctHeightExponent;

    public Resolution(int level, Area tile, int tileStride, CodingParameters parameters, int bitDepth)
    {
        var style = parameters.Style;
        var coarser = style.Levels - level;
        Level = level;
        Area = tile.Coarser(coarser);
        _precinctWidthExponent = style.PrecinctExponents[level] & 0xF;
        _precinctHeightExponent = style.PrecinctExponents[level] >> 4;
        PrecinctsAcross = Count(Area.X0, Area.X1, _precinctWidthExponent);
        PrecinctsDown = Count(Area.Y0, Area.Y1, _precinctHeightExponent);
        var halving = level == 0 ? 0 : 1;
        BlockWidthExponent = Math.Min(style.BlockWidthExponent, _precinctWidthExponent - halving);
        BlockHeightExponent = Math.Min(style.BlockHeightExponent, _precinctHeightExponent - halving);
        var lower = level == 0 ? default : tile.Coarser(coarser + 1);
        Subbands = level == 0 ? [Band(0)] : [Band(1), Band(2), Band(3)];

        Subband Band(int orientation) => new(
            level == 0 ? Area : tile.Coarser(coarser + 1, orientation & 1, orientation >> 1),
            orientation,
            ((orientation >> 1) * lower.Height * tileStride) + ((orientation & 1) * lower.Width),
            parameters.Quantization.MagnitudeBits(level, orientation),
            style.IsReversible ? 1 : parameters.Quantization.StepSize(level, orientation, bitDepth));
    }

    /// <summary>0 is the lowest.</summary>
    public int Level { get; }

    /// <summary>Its coordinates (B-14).</summary>
    public Area Area { get; }

    public Subband[] Subbands { get; }

    public int PrecinctsAcross { get; }

    public int PrecinctsDown { get; }

    public long Precincts => (long)PrecinctsAcross * PrecinctsDown;

    /// <summary>Code-block width and height as powers of two, limited by the precincts (B-17 and B-18).</summary>
    public int BlockWidthExponent { get; }

    public int BlockHeightExponent { get; }

    /// <summary>The part of a subband that belongs to a precinct.</summary>
    public Area PrecinctArea(Subband subband, int precinct)
    {
        var halving = Level == 0 ? 0 : 1;
        var widthExponent = _precinctWidthExponent - halving;
        var heightExponent = _precinctHeightExponent - halving;
        var column = (Area.X0 >> _precinctWidthExponent) + (long)(precinct % PrecinctsAcross);
        var row = (Area.Y0 >> _precinctHeightExponent) + (long)(precinct / PrecinctsAcross);
        return subband.Area.Intersect(
            column << widthExponent, row << heightExponent, (column + 1) << widthExponent, (row + 1) << heightExponent);
    }

    /// <summary>Where a precinct begins in the tile, as the position-first progressions count it (B.12.1.3 and B.12.1.4).</summary>
    public (int X, int Y) PrecinctPosition(int precinct, Area tile, int levels)
    {
        var column = (Area.X0 >> _precinctWidthExponent) + (long)(precinct % PrecinctsAcross);
        var row = (Area.Y0 >> _precinctHeightExponent) + (long)(precinct / PrecinctsAcross);
        var x = column << (_precinctWidthExponent + levels - Level);
        var y = row << (_precinctHeightExponent + levels - Level);
        return ((int)Math.Max(0, x - tile.X0), (int)Math.Max(0, y - tile.Y0));
    }

    private static int Count(int from, int to, int exponent) =>
        to <= from ? 0 : (int)((((long)to + (1L << exponent) - 1) >> exponent) - (from >> exponent));
}
