namespace WeatherKd.Grib.Jpeg2000;

/// <summary>A rectangle of whole numbers; the upper limits are outside it. Empty where an upper limit is not above the lower.</summary>
internal readonly record struct Area(int X0, int Y0, int X1, int Y1)
{
    public int Width => Math.Max(0, X1 - X0);

    public int Height => Math.Max(0, Y1 - Y0);

    public bool IsEmpty => X1 <= X0 || Y1 <= Y0;

    /// <summary>The area on a grid 2^<paramref name="levels"/> times as coarse, every limit rounded up (B-14).</summary>
    public Area Coarser(int levels) => Coarser(levels, 0, 0);

    /// <summary>
    /// The area of a subband (B-15): as <see cref="Coarser(int)"/>, where odd lines are those of the high-pass directions.
    /// </summary>
    public Area Coarser(int levels, int highPassX, int highPassY) => new(
        CeilingShift(X0, levels, highPassX),
        CeilingShift(Y0, levels, highPassY),
        CeilingShift(X1, levels, highPassX),
        CeilingShift(Y1, levels, highPassY));

    public Area Intersect(long x0, long y0, long x1, long y1) => new(
        (int)Math.Max(X0, x0), (int)Math.Max(Y0, y0), (int)Math.Min(X1, x1), (int)Math.Min(Y1, y1));

    private static int CeilingShift(int value, int levels, int highPass)
    {
        var offset = highPass == 0 ? 0 : 1L << (levels - 1);
        return (int)((value - offset + (1L << levels) - 1) >> levels);
    }
}
