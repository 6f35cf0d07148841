namespace WeatherKd.Grib.Bytes;

/// <summary>A stretch of a file.</summary>
/// <param name="Offset">First byte, from the start of the file.</param>
/// <param name="Length">Number of bytes.</param>
public readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>First byte after the stretch.</summary>
    public long End => Offset + Length;
}
