using System.Runtime.InteropServices;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>
/// Decodes the coefficients of code-blocks (annex D). Blocks are worked on in stripes of four rows; one word of flags serves the
/// four coefficients of a column in a stripe and holds what is known about their neighbours too, so that a context is a look-up.
/// </summary>
/// <remarks>
/// Flags of a column (r row in the stripe from -1 to 4, c column from 0 left to 2 right): bit 3(r+1)+c significance, the bit 32
/// above it negative sign; for the stripe's own rows bit 18+3r "coded in this bit plane" and bit 19+3r "refined before". With
/// rows three bits apart, one shift brings any row to the same place.
/// </remarks>
internal unsafe ref partial struct BlockDecoder
{
    /// <summary>Most bit planes: magnitudes must fit a 32-bit integer.</summary>
    public const int MostBitPlanes = 31;

    /// <summary>Length of <see cref="Workspace.Flags"/>: a block has at most 4096 samples and 1024 in a direction.</summary>
    public const int FlagWords = 3 * 1026;

    /// <summary>Length of <see cref="Workspace.Magnitudes"/>.</summary>
    public const int Samples = 4096;

    /// <summary>Length of <see cref="Workspace.Tables"/>.</summary>
    public const int TableBytes = SignTable + ContextTables.SignsLength;

    // One address leads to the contexts, behind them to the significance contexts of the subband and to the sign contexts.
    private const int SignificanceTable = ContextTables.Count * sizeof(ulong);
    private const int SignTable = SignificanceTable + ContextTables.SignificanceLength;

    private const int RowStep = 3;
    private const int Self = 4;
    private const uint Neighbours = 0x1EF;
    private const uint SelfFlag = 1u << Self;
    private const int Coded = 18;
    private const int Refined = 19;
    private const uint CodedFlag = 1u << Coded;
    private const uint RefinedFlag = 1u << Refined;
    private const uint AllRows = 1 | (1 << RowStep) | (1 << (2 * RowStep)) | (1 << (3 * RowStep));
    private const uint AllCoded = AllRows << Coded;
    private const uint AllSignificance = (1u << 18) - 1;
    private const int SignShift = 32;
    private const int SignBit = 31;

    private readonly ulong* _flags;
    private readonly uint* _magnitudes;
    private readonly byte* _tables;
    private readonly CodeBlockStyle _style;
    private int _width;
    private int _height;
    private int _stride;

    // The arithmetic decoder between two passes; inside a pass these are locals.
    private long _a;
    private long _c;
    private MqInput _input;
    private RawBits _raw;

    public BlockDecoder(Workspace workspace, CodeBlockStyle style)
    {
        _flags = workspace.Flags;
        _magnitudes = workspace.Magnitudes;
        _tables = workspace.Tables;
        ContextTables.Signs.CopyTo(new Span<byte>(_tables + SignTable, ContextTables.Signs.Length));
        _style = style;
    }

    private readonly bool IsCausal => Has(CodeBlockStyle.VerticallyCausal);

    /// <summary>Memory that a decoder works in; the caller keeps it for as long as the decoder is used.</summary>
    internal readonly struct Workspace
    {
        /// <summary><see cref="FlagWords"/> words.</summary>
        public required ulong* Flags { get; init; }

        /// <summary>
        /// A magnitude for each of <see cref="Samples"/> coefficients, the four of a column in a stripe side by side; bit 31 is the sign.
        /// </summary>
        public required uint* Magnitudes { get; init; }

        /// <summary>The contexts and the tables that lead to them: <see cref="TableBytes"/> bytes, aligned to 8.</summary>
        public required byte* Tables { get; init; }
    }

    /// <summary>Decodes a block; its coefficients are then read with <see cref="WriteTo"/>.</summary>
    /// <param name="block">Size and passes.</param>
    /// <param name="blocks">Holds the block's chunks.</param>
    /// <param name="data">The codestream.</param>
    /// <param name="codeword">
    /// Room for the longest codeword of the block, a byte before and <see cref="MqDecoder.Padding"/> bytes behind it.
    /// </param>
    /// <param name="orientation">Subband orientation.</param>
    /// <param name="bitPlanes">Bit planes of the subband, those without bits in this block included.</param>
    /// <returns>The lowest bit plane that a pass has reached, and the kind of the last pass.</returns>
    public (int LowestPlane, bool LastWasSignificance) Decode(
        in CodeBlock block, TileBlocks blocks, ReadOnlySpan<byte> data, Span<byte> codeword, int orientation, int bitPlanes)
    {
        var planes = bitPlanes - block.ZeroPlanes;
        if (planes > MostBitPlanes || block.Passes > (3 * planes) - 2)
        {
            throw new GribFormatException(
                $"JPEG 2000: a code-block with {block.Passes} passes over {planes} bit planes; at most {MostBitPlanes} planes are "
                + $"supported");
        }

        WorkMeter.Add((long)block.Passes * block.Width * block.Height);
        Clear(block);
        var pass = 0;
        var chunk = block.FirstChunk;
        ContextTables.Significance(orientation).CopyTo(new Span<byte>(_tables + SignificanceTable, ContextTables.SignificanceLength));
        fixed (byte* bytes = codeword)
        {
            while (chunk != 0)
            {
                var isRaw = Has(CodeBlockStyle.ArithmeticBypass) && pass >= 10 && (pass % 3) != 0;
                var (passes, end) = Gather(ref chunk, blocks, data, codeword, PacketReader.PassesLeftInCodeword(_style, pass));
                if (isRaw)
                {
                    _raw = new RawBits(bytes + 1);
                }
                else
                {
                    var length = MqDecoder.Unstuff(codeword[..(end + MqDecoder.Padding)]) - 1;
                    MqDecoder.Start(bytes + 1, length, out _a, out _c, out _input);
                }

                for (; passes > 0; passes--, pass++)
                {
                    DecodePass(pass, planes - 1 - ((pass + 2) / 3), isRaw);
                }
            }
        }

        return (planes - 1 - ((pass + 1) / 3), pass % 3 == 2);
    }

    private void DecodePass(int pass, int plane, bool isRaw)
    {
        switch (pass % 3)
        {
            case 0:
                CleanUp(plane);
                break;
            case 1 when isRaw:
                RawSignificance(plane);
                break;
            case 1:
                Significance(plane);
                break;
            case 2 when isRaw:
                RawRefinement(plane);
                break;
            default:
                Refinement(plane);
                break;
        }

        if (Has(CodeBlockStyle.ResetContexts))
        {
            ResetContexts();
        }
    }

    /// <summary>Copies one codeword together, behind a zero and before two bytes FF, where decoding will stop taking bytes.</summary>
    /// <returns>Its passes, and where it ends.</returns>
    private static (int Passes, int End) Gather(
        ref int chunk,
        TileBlocks blocks,
        ReadOnlySpan<byte> data,
        Span<byte> codeword,
        int mostPasses)
    {
        var passes = 0;
        var at = 1;
        codeword[0] = 0;
        do
        {
            var bytes = blocks.Chunk(chunk);
            data.Slice(bytes.Start, bytes.Length).CopyTo(codeword[at..]);
            at += bytes.Length;
            passes += bytes.Passes;
            chunk = bytes.Next;
        }
        while (chunk != 0 && passes < mostPasses);

        codeword[at] = codeword[at + 1] = 0xFF;
        return (passes, at);
    }

    private void Clear(in CodeBlock block)
    {
        (_width, _height, _stride) = (block.Width, block.Height, block.Width + 2);
        var stripes = (_height + 3) / 4;
        NativeMemory.Clear(_flags, (nuint)(_stride * (stripes + 2) * sizeof(ulong)));
        NativeMemory.Clear(_magnitudes, (nuint)(_width * stripes * 4 * sizeof(uint)));
        ResetContexts();
    }

    private readonly void ResetContexts()
    {
        // Table D.7.
        for (var context = 0; context < ContextTables.Count; context++)
        {
            ((MqContext*)_tables)[context] = MqDecoder.Context(context switch
            {
                0 => 4,
                ContextTables.RunLength => 3,
                ContextTables.Uniform => 46,
                _ => 0
            });
        }
    }

    private readonly bool Has(CodeBlockStyle option) => (_style & option) == option;
}
