namespace WeatherKd.Grib.Packings;

/// <summary>A packing whose fields can be listed but not decoded.</summary>
internal sealed class UnsupportedPacking(int template, int count)
    : Packing(template, $"template 5.{template}", count, bitsPerValue: 0, referenceValue: 0, step: 0)
{
    public override bool IsSupported => false;

    public override string ToString() => $"{Name} (not supported)";

    internal override void Decode(ReadOnlySpan<byte> data, Span<double> values) => throw new GribFormatException(
        $"unsupported packing: data representation template 5.{Template}{Description} (5.0, 5.2, 5.3, 5.4, 5.40, 5.41 and 5.42 are "
        + $"supported)");

    private string Description => Template switch
    {
        1 => ", matrix values",
        50 or 51 or 53 => ", spectral coefficients",
        61 => ", logarithmic pre-processing",
        200 => ", run length",
        _ => "",
    };
}
