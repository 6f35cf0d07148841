namespace WeatherKd.Grib.Jpeg2000;

/// <summary>How the code-blocks' passes are coded (A.6.1, table A.19).</summary>
[Flags]
internal enum CodeBlockStyle
{
    /// <summary>One codeword, arithmetic coding throughout.</summary>
    None = 0,

    /// <summary>From the fifth bit plane on, two of three passes are raw bits.</summary>
    ArithmeticBypass = 1,

    /// <summary>Probabilities start anew with every pass.</summary>
    ResetContexts = 2,

    /// <summary>Every pass is a codeword of its own.</summary>
    TerminateEachPass = 4,

    /// <summary>Contexts do not look into the next stripe.</summary>
    VerticallyCausal = 8,

    /// <summary>Codewords end in a way that reveals errors; decoding is the same.</summary>
    PredictableTermination = 16,

    /// <summary>Four known symbols close every bit plane.</summary>
    SegmentationSymbols = 32,
}

/// <summary>Order in which packets follow each other (table A.16).</summary>
internal enum ProgressionOrder
{
    LayerResolution = 0,
    ResolutionLayer = 1,
    ResolutionPosition = 2,
    PositionComponent = 3,
    ComponentPosition = 4,
}

/// <summary>How a tile is coded (markers COD and COC, A.6.1 and A.6.2).</summary>
/// <param name="Order">Progression order.</param>
/// <param name="Layers">Number of quality layers, 1 to 65535.</param>
/// <param name="MayHaveStartMarkers">Packets may begin with a start-of-packet marker.</param>
/// <param name="HasEndMarkers">Packet headers end with a marker.</param>
/// <param name="Levels">Number of wavelet decompositions, 0 to 32.</param>
/// <param name="BlockWidthExponent">Code-block width is 2 to this power.</param>
/// <param name="BlockHeightExponent">Code-block height is 2 to this power.</param>
/// <param name="BlockStyle">How code-blocks are coded.</param>
/// <param name="IsReversible">Wavelet 5/3 of whole numbers, else 9/7 of real numbers.</param>
/// <param name="PrecinctExponents">Per resolution, lowest first: precinct width (low four bits) and height exponents.</param>
internal sealed record CodingStyle(
    ProgressionOrder Order,
    int Layers,
    bool MayHaveStartMarkers,
    bool HasEndMarkers,
    int Levels,
    int BlockWidthExponent,
    int BlockHeightExponent,
    CodeBlockStyle BlockStyle,
    bool IsReversible,
    byte[] PrecinctExponents)
{
    private const byte LargestPrecincts = 0xFF;

    /// <summary>Reads the default style of all components.</summary>
    public static CodingStyle ReadDefault(ReadOnlySpan<byte> segment)
    {
        var reader = new MarkerReader(segment);
        var flags = reader.Byte();
        var order = reader.Byte();
        var layers = reader.UInt16();
        reader.Byte(); // Transforms between components: with one component there is nothing to transform.
        if (order > (int)ProgressionOrder.ComponentPosition || layers == 0)
        {
            throw new GribFormatException(
                $"JPEG 2000: progression order {order} with {layers} layers; orders 0 to 4 and at least one layer are allowed");
        }

        var anyStyle = new CodingStyle(
            (ProgressionOrder)order,
            layers,
            (flags & 2) != 0,
            (flags & 4) != 0,
            0,
            0,
            0,
            CodeBlockStyle.None,
            true,
            []);
        return anyStyle.WithBlocks(ref reader, hasPrecincts: (flags & 1) != 0);
    }

    /// <summary>This style with the code-blocks, transform and precincts of the component's own segment.</summary>
    public CodingStyle WithComponentSegment(ReadOnlySpan<byte> segment)
    {
        var reader = new MarkerReader(segment);
        var component = reader.Byte();
        var flags = reader.Byte();
        return component == 0
            ? WithBlocks(ref reader, hasPrecincts: (flags & 1) != 0)
            : throw new GribFormatException($"JPEG 2000: a coding style for component {component} of an image with one component");
    }

    private CodingStyle WithBlocks(scoped ref MarkerReader reader, bool hasPrecincts)
    {
        int levels = reader.Byte();
        var width = (reader.Byte() & 0xF) + 2;
        var height = (reader.Byte() & 0xF) + 2;
        int style = reader.Byte();
        int transform = reader.Byte();
        if (levels > 32 || width > 10 || height > 10 || width + height > 12 || style > 63 || transform > 1)
        {
            throw new GribFormatException(
                $"JPEG 2000: {levels} decomposition levels, code-blocks of 2^{width} by 2^{height} samples, style {style}, transform "
                + $"{transform}; "
                + "at most 32 levels, 2^10 a side and 2^12 in all, style 63 and transform 1 are allowed");
        }

        var precincts = new byte[levels + 1];
        for (var resolution = 0; resolution <= levels; resolution++)
        {
            precincts[resolution] = hasPrecincts ? reader.Byte() : LargestPrecincts;
            if (resolution > 0 && ((precincts[resolution] & 0xF) == 0 || precincts[resolution] >> 4 == 0))
            {
                throw new GribFormatException(
                    $"JPEG 2000: precincts one sample wide or high at resolution {resolution}; only the lowest may have them");
            }
        }

        return this with
        {
            Levels = levels,
            BlockWidthExponent = width,
            BlockHeightExponent = height,
            BlockStyle = (CodeBlockStyle)style,
            IsReversible = transform == 1,
            PrecinctExponents = precincts,
        };
    }
}
