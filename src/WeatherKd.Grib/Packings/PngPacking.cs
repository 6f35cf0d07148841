using WeatherKd.Grib.Png;

namespace WeatherKd.Grib.Packings;

/// <summary>Template 5.41: a PNG image whose pixels are the packed numbers.</summary>
internal sealed class PngPacking(Octets section, int count) : ScaledPacking(section, 41, "grid_png", count)
{
    /// <summary>Deflate cannot shrink below one part in 1032.</summary>
    private const int LargestDeflateRatio = 1032;

    internal override long LeastDataBytes => (long)ValueCount * BitsPerValue / 8 / LargestDeflateRatio;

    protected override void DecodeValues(ReadOnlySpan<byte> data, Span<double> values)
    {
        using var image = PngImage.Open(data, values.Length);
        var header = image.Header;
        if (header.BitsPerPixel < BitsPerValue)
        {
            throw new GribFormatException($"PNG pixels of {header.BitsPerPixel} bits for values of {BitsPerValue}");
        }

        for (var row = 0; row < header.Height; row++)
        {
            BitUnpacker.Unpack(image.ReadRow(), header.BitsPerPixel, Scale, values.Slice(row * header.Width, header.Width));
        }

        image.CheckEnd();
    }
}
