using WeatherKd.Grib.Packings;

namespace WeatherKd.Grib.Edition1.BinaryData;

/// <summary>A field without any value: every point is missing.</summary>
internal sealed class AbsentValues(int points) : Packing(0, "grid_simple", points, bitsPerValue: 0, referenceValue: double.NaN, step: 0)
{
    internal override bool CountsValues => false;

    internal override void Decode(ReadOnlySpan<byte> data, Span<double> values) => values.Fill(double.NaN);
}
