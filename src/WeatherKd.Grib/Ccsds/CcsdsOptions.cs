namespace WeatherKd.Grib.Ccsds;

/// <summary>
/// Options mask of GRIB2 template 5.42 (octet 22), with the bit values of libaec. Bits 2 (three-byte samples) and 4
/// (most significant byte first) say how the encoder's input lay in memory and do not change the coded stream.
/// </summary>
[Flags]
internal enum CcsdsOptions : byte
{
    /// <summary>Nothing set: unsigned samples coded as they are.</summary>
    None = 0,

    /// <summary>Samples are two's complement.</summary>
    Signed = 1,

    /// <summary>Differences to the sample before are coded, not the samples.</summary>
    Preprocess = 8,

    /// <summary>Samples of at most 4 bits use the short option identifiers.</summary>
    Restricted = 16,

    /// <summary>Each reference sample interval begins on a whole byte.</summary>
    PadInterval = 32,
}
