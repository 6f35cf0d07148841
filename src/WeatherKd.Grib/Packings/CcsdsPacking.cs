using WeatherKd.Grib.Ccsds;

namespace WeatherKd.Grib.Packings;

/// <summary>Template 5.42: CCSDS 121.0 lossless compression.</summary>
internal sealed class CcsdsPacking : ScaledPacking
{
    private readonly CcsdsParameters _parameters;

    public CcsdsPacking(Octets section, int count)
        : base(section, 42, "grid_ccsds", count)
    {
        _parameters = new CcsdsParameters(BitsPerValue, section.U8(23), section.U16(24), section.U8(22));
    }

    protected override void DecodeValues(ReadOnlySpan<byte> data, Span<double> values)
    {
        CcsdsDecoder.Decode(data, _parameters, LinearScale.UpperHalf(values));
        Scale.ApplyFromUpperHalf(values, _parameters is { IsPreprocessed: true, IsSigned: true });
    }
}
