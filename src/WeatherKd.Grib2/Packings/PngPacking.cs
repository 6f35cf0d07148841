using WeatherKd.Grib2.Reading;

namespace WeatherKd.Grib2.Packings;

/// <summary>Template 5.41: a PNG image whose pixels are the packed numbers.</summary>
internal sealed class PngPacking(Octets section, int count) : ScaledPacking(section, 41, "grid_png", count)
{
    /// <summary>Deflate cannot shrink below one part in 1032.</summary>
    private const int LargestDeflateRatio = 1032;

    internal override long LeastDataBytes => (long)ValueCount * BitsPerValue / 8 / LargestDeflateRatio;

    protected override void DecodeValues(ReadOnlySpan<byte> data, Span<double> values)
    {
        throw new Grib2FormatException("PNG packing is not available yet");
    }
}
