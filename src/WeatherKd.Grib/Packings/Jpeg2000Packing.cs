using System.Runtime.InteropServices;
using WeatherKd.Grib.Jpeg2000;

namespace WeatherKd.Grib.Packings;

/// <summary>Template 5.40: a grey JPEG 2000 image, row by row.</summary>
internal sealed class Jpeg2000Packing(Octets section, int count) : ScaledPacking(section, 40, "grid_jpeg", count)
{
    protected override void DecodeValues(ReadOnlySpan<byte> data, Span<double> values)
    {
        Jpeg2000Codestream.Decode(data, values.Length, MemoryMarshal.Cast<uint, int>(LinearScale.UpperHalf(values)));
        Scale.ApplyFromUpperHalf(values, areSigned: true);
    }
}
