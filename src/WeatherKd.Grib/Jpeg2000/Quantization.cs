namespace WeatherKd.Grib.Jpeg2000;

/// <summary>Step sizes of the subbands (markers QCD and QCC, A.6.4 and E.1).</summary>
/// <param name="GuardBits">Bits kept free against overflow, 0 to 7.</param>
/// <param name="IsDerived">Only the lowest subband's step is given; the others follow from it.</param>
/// <param name="Steps">Exponent (upper 5 bits) and mantissa (lower 11 bits) per subband, lowest resolution first.</param>
internal sealed record Quantization(int GuardBits, bool IsDerived, ushort[] Steps)
{
    private const int MantissaBits = 11;

    public static Quantization ReadDefault(ReadOnlySpan<byte> segment)
    {
        var reader = new MarkerReader(segment);
        return Read(ref reader);
    }

    public static Quantization ReadComponent(ReadOnlySpan<byte> segment)
    {
        var reader = new MarkerReader(segment);
        var component = reader.Byte();
        return component == 0
            ? Read(ref reader)
            : throw new GribFormatException($"JPEG 2000: a quantization for component {component} of an image with one component");
    }

    /// <summary>Bits of the largest coefficient magnitude of a subband (E-2).</summary>
    /// <param name="resolution">Resolution level, 0 the lowest.</param>
    /// <param name="orientation">0 LL, 1 HL, 2 LH, 3 HH.</param>
    public int MagnitudeBits(int resolution, int orientation) => GuardBits + Exponent(resolution, orientation) - 1;

    /// <summary>Size of one quantization step (E-3).</summary>
    /// <param name="resolution">Resolution level, 0 the lowest.</param>
    /// <param name="orientation">0 LL, 1 HL, 2 LH, 3 HH.</param>
    /// <param name="bitDepth">Depth of the image's samples.</param>
    public float StepSize(int resolution, int orientation, int bitDepth)
    {
        var gain = orientation switch { 0 => 0, 3 => 2, _ => 1 };
        var mantissa = Step(resolution, orientation) & ((1 << MantissaBits) - 1);
        return MathF.ScaleB(1 + (mantissa / (float)(1 << MantissaBits)), bitDepth + gain - Exponent(resolution, orientation));
    }

    private int Exponent(int resolution, int orientation)
    {
        var exponent = Step(resolution, orientation) >> MantissaBits;
        return IsDerived ? Math.Max(0, exponent - Math.Max(0, resolution - 1)) : exponent;
    }

    private ushort Step(int resolution, int orientation)
    {
        var subband = IsDerived || resolution == 0 ? 0 : (3 * (resolution - 1)) + orientation;
        return subband < Steps.Length
            ? Steps[subband]
            : throw new GribFormatException($"JPEG 2000: no quantization step for subband {subband}; {Steps.Length} are given");
    }

    private static Quantization Read(scoped ref MarkerReader reader)
    {
        var style = reader.Byte();
        var kind = style & 0x1F;
        if (kind > 2)
        {
            throw new GribFormatException($"JPEG 2000: quantization style {kind}; 0 to 2 are allowed");
        }

        var steps = new ushort[kind == 1 ? 1 : kind == 0 ? reader.Remaining : reader.Remaining / 2];
        for (var i = 0; i < steps.Length; i++)
        {
            // Without quantization only exponents are given, in the upper five bits of a byte.
            steps[i] = (ushort)(kind == 0 ? reader.Byte() >> 3 << MantissaBits : reader.UInt16());
        }

        return new Quantization(style >> 5, kind == 1, steps);
    }
}
