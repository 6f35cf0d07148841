using WeatherKd.Grib2.Reading;

namespace WeatherKd.Grib2.Packings;

/// <summary>Template 5.42: CCSDS 121.0 lossless compression.</summary>
internal sealed class CcsdsPacking : ScaledPacking
{
    public CcsdsPacking(Octets section, int count)
        : base(section, 42, "grid_ccsds", count)
    {
        OptionsMask = section.U8(22);
        BlockSize = section.U8(23);
        ReferenceSampleInterval = section.U16(24);
    }

    public byte OptionsMask { get; }

    public int BlockSize { get; }

    public int ReferenceSampleInterval { get; }

    protected override void DecodeValues(ReadOnlySpan<byte> data, Span<double> values)
    {
        throw new Grib2FormatException("CCSDS packing is not available yet");
    }
}
