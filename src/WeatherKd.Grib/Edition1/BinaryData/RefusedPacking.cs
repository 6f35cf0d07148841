using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib.Edition1.BinaryData;

/// <summary>A packing of edition 1 whose fields can be listed but not decoded.</summary>
internal sealed class RefusedPacking(int template, string name, int points, string reason)
    : Packing(template, name, points, bitsPerValue: 0, referenceValue: 0, step: 0)
{
    public override bool IsSupported => false;

    public override string ToString() => $"{Name} (not supported)";

    internal override bool CountsValues => false;

    internal override void Decode(ReadOnlySpan<byte> data, Span<double> values) => throw new GribFormatException(
        $"unsupported packing: {reason} ({Name}); of edition 1 simple and second-order packing are supported");
}
