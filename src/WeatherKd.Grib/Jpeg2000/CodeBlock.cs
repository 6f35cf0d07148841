namespace WeatherKd.Grib.Jpeg2000;

/// <summary>A code-block: what the packet headers have told about it so far.</summary>
internal struct CodeBlock
{
    /// <summary>Index of its first coefficient in the tile's array.</summary>
    public int Origin;

    public short Width;

    public short Height;

    /// <summary>Bit planes that hold only zeros; set when the block is first included.</summary>
    public byte ZeroPlanes;

    /// <summary>Bits of the field that gives a length ("Lblock", B.10.7.1); 0 until the block is first included.</summary>
    public byte LengthBits;

    /// <summary>Coding passes so far.</summary>
    public short Passes;

    /// <summary>First and last of its chunks; 0 for none.</summary>
    public int FirstChunk;

    public int LastChunk;
}

/// <summary>Bytes that one packet adds to one codeword of a code-block.</summary>
/// <param name="Start">Index of the first byte in the codestream.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="Passes">Coding passes that end in these bytes.</param>
internal record struct CodeBlockChunk(int Start, int Length, short Passes)
{
    /// <summary>Index of the block's next chunk; 0 for none.</summary>
    public int Next;
}

/// <summary>The code-blocks of one subband in one precinct, in rows, and the tag trees about them.</summary>
internal struct PrecinctBand
{
    public int FirstBlock;

    public int BlocksAcross;

    public int BlocksDown;

    public TagTree Inclusion;

    public TagTree ZeroPlanes;
}
