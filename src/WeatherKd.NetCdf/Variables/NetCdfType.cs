using System.Diagnostics.CodeAnalysis;

namespace WeatherKd.NetCdf.Variables;

/// <summary>Types of values in NetCDF, by the library's numbers (NC_BYTE and so on), which are those of the classic format.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "They are the names of the specification.")]
public enum NetCdfType
{
    /// <summary>None of the following: compound, enumeration, opaque, of variable length.</summary>
    None = 0,

    /// <summary>Signed, 8 bits.</summary>
    Byte = 1,

    /// <summary>A letter.</summary>
    Char = 2,

    /// <summary>Signed, 16 bits.</summary>
    Short = 3,

    /// <summary>Signed, 32 bits.</summary>
    Int = 4,

    /// <summary>IEEE, 32 bits.</summary>
    Float = 5,

    /// <summary>IEEE, 64 bits.</summary>
    Double = 6,

    /// <summary>Unsigned, 8 bits; this and the following in version 5 of the classic format and in NetCDF-4 alone.</summary>
    UnsignedByte = 7,

    /// <summary>Unsigned, 16 bits.</summary>
    UnsignedShort = 8,

    /// <summary>Unsigned, 32 bits.</summary>
    UnsignedInt = 9,

    /// <summary>Signed, 64 bits.</summary>
    Int64 = 10,

    /// <summary>Unsigned, 64 bits.</summary>
    UnsignedInt64 = 11,

    /// <summary>A text of any length; in NetCDF-4 alone.</summary>
    String = 12,
}
