using System.Buffers.Binary;

namespace WeatherKd.NetCdf.Classic;

/// <summary>Types of values in classic NetCDF files, by their numbers there.</summary>
internal enum ClassicType
{
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

    /// <summary>Unsigned, 8 bits; this and the following in version 5 alone.</summary>
    UnsignedByte = 7,

    /// <summary>Unsigned, 16 bits.</summary>
    UnsignedShort = 8,

    /// <summary>Unsigned, 32 bits.</summary>
    UnsignedInt = 9,

    /// <summary>Signed, 64 bits.</summary>
    Int64 = 10,

    /// <summary>Unsigned, 64 bits.</summary>
    UnsignedInt64 = 11,
}

/// <summary>What the types are made of; all big-endian.</summary>
internal static class ClassicTypes
{
    /// <summary>Bytes of a value; 0 for a type that does not exist.</summary>
    public static int Bytes(this ClassicType type) => type switch
    {
        ClassicType.Byte or ClassicType.Char or ClassicType.UnsignedByte => 1,
        ClassicType.Short or ClassicType.UnsignedShort => 2,
        ClassicType.Int or ClassicType.Float or ClassicType.UnsignedInt => 4,
        ClassicType.Double or ClassicType.Int64 or ClassicType.UnsignedInt64 => 8,
        _ => 0,
    };

    /// <summary>Turns bytes into numbers.</summary>
    public static void Read(this ClassicType type, ReadOnlySpan<byte> bytes, Span<double> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var at = bytes[(i * type.Bytes())..];
            numbers[i] = type switch
            {
                ClassicType.Byte => (sbyte)at[0],
                ClassicType.Char or ClassicType.UnsignedByte => at[0],
                ClassicType.Short => BinaryPrimitives.ReadInt16BigEndian(at),
                ClassicType.UnsignedShort => BinaryPrimitives.ReadUInt16BigEndian(at),
                ClassicType.Int => BinaryPrimitives.ReadInt32BigEndian(at),
                ClassicType.UnsignedInt => BinaryPrimitives.ReadUInt32BigEndian(at),
                ClassicType.Float => BinaryPrimitives.ReadSingleBigEndian(at),
                ClassicType.Double => BinaryPrimitives.ReadDoubleBigEndian(at),
                ClassicType.Int64 => BinaryPrimitives.ReadInt64BigEndian(at),
                _ => BinaryPrimitives.ReadUInt64BigEndian(at),
            };
        }
    }
}
