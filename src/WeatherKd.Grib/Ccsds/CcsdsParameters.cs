namespace WeatherKd.Grib.Ccsds;

/// <summary>How a CCSDS 121.0-B stream was coded: octets 20 and 22 to 25 of GRIB2 data representation template 5.42.</summary>
/// <param name="BitsPerSample">Width of a sample, 1 to 32 bits.</param>
/// <param name="BlockSize">Samples coded with one option; an even number from 2 to 256 (the standard has 8, 16, 32 and 64).</param>
/// <param name="ReferenceSampleInterval">Blocks from one reference sample to the next, 1 to 65535.</param>
/// <param name="OptionsMask">
/// Flags, see <see cref="CcsdsOptions"/>; the bits that only describe the encoder's memory layout are ignored.
/// </param>
internal readonly record struct CcsdsParameters(int BitsPerSample, int BlockSize, int ReferenceSampleInterval, byte OptionsMask)
{
    /// <summary>Samples are two's complement.</summary>
    public bool IsSigned => Has(CcsdsOptions.Signed);

    /// <summary>Differences to the sample before are coded, not the samples.</summary>
    public bool IsPreprocessed => Has(CcsdsOptions.Preprocess);

    /// <summary>Samples of at most 4 bits use the short option identifiers.</summary>
    public bool IsRestricted => Has(CcsdsOptions.Restricted);

    /// <summary>Each reference sample interval begins on a whole byte.</summary>
    public bool PadsIntervals => Has(CcsdsOptions.PadInterval);

    /// <summary>Largest value that a sample of this width can have.</summary>
    public uint LargestSample => uint.MaxValue >> (32 - BitsPerSample);

    /// <summary>Bits that name the coding option of a block (CCSDS 121.0-B-3, section 5.1.2, table 5-1).</summary>
    public int OptionIdentifierBits => BitsPerSample switch
    {
        > 16 => 5,
        > 8 => 4,
        <= 2 when IsRestricted => 1,
        <= 4 when IsRestricted => 2,
        _ => 3,
    };

    /// <summary>Checks every range.</summary>
    /// <exception cref="GribFormatException">A parameter lies outside its range.</exception>
    public void Validate()
    {
        if (BitsPerSample is < 1 or > 32)
        {
            throw new GribFormatException($"CCSDS packing with {BitsPerSample} bits per sample; 1 to 32 are allowed");
        }

        if (BlockSize is < 2 or > 256 || BlockSize % 2 != 0)
        {
            throw new GribFormatException($"CCSDS packing with blocks of {BlockSize} samples; an even number from 2 to 256 is allowed");
        }

        if (ReferenceSampleInterval is < 1 or > 65535)
        {
            throw new GribFormatException(
                $"CCSDS packing with a reference sample interval of {ReferenceSampleInterval} blocks; 1 to 65535 are allowed");
        }

        if (IsRestricted && BitsPerSample is > 4 and <= 8)
        {
            throw new GribFormatException(
                $"CCSDS packing with the restricted set of options and {BitsPerSample} bits; at most 4 are allowed");
        }
    }

    // Not Enum.HasFlag, which allocates in unoptimised builds.
    private bool Has(CcsdsOptions option) => ((CcsdsOptions)OptionsMask & option) == option;
}
