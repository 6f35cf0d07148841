namespace WeatherKd.Grib.Packings;

/// <summary>
/// How many grid points a field may declare. A constant field is a few hundred bytes however large its grid, and PNG, JPEG 2000 and
/// CCSDS shrink empty radar images a hundredfold, so that the file's size alone is no bound; but a damaged header must not make a
/// reader allocate gigabytes.
/// </summary>
public static class FieldSize
{
    /// <summary>Points allowed whatever the message's size: 2^25, a global grid of 0.05° (256 MiB decoded).</summary>
    public const int PointsAlwaysAllowed = 1 << 25;

    /// <summary>Points allowed for each byte of the data section, where that is more than <see cref="PointsAlwaysAllowed"/>.</summary>
    public const int PointsPerDataByte = 64;

    internal static long Limit(long dataBytes) => Math.Min(Math.Max(PointsAlwaysAllowed, dataBytes * PointsPerDataByte), Array.MaxLength);
}
