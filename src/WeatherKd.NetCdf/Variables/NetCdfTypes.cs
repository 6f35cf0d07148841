using System.Buffers.Binary;

namespace WeatherKd.NetCdf.Variables;

/// <summary>What the types are made of, and how a number of one becomes one of another.</summary>
internal static class NetCdfTypes
{
    /// <summary>Bytes of a value; 0 for a type that does not exist or has no fixed size.</summary>
    public static int Bytes(this NetCdfType type) => type switch
    {
        NetCdfType.Byte or NetCdfType.Char or NetCdfType.UnsignedByte => 1,
        NetCdfType.Short or NetCdfType.UnsignedShort => 2,
        NetCdfType.Int or NetCdfType.Float or NetCdfType.UnsignedInt => 4,
        NetCdfType.Double or NetCdfType.Int64 or NetCdfType.UnsignedInt64 => 8,
        _ => 0,
    };

    /// <summary>Whether values are numbers with a point.</summary>
    public static bool IsFloating(this NetCdfType type) => type is NetCdfType.Float or NetCdfType.Double;

    /// <summary>The type of the same size with a sign, or without one; other types are their own.</summary>
    public static NetCdfType WithSign(this NetCdfType type, bool isSigned) => (type, isSigned) switch
    {
        (NetCdfType.Byte, false) => NetCdfType.UnsignedByte,
        (NetCdfType.Short, false) => NetCdfType.UnsignedShort,
        (NetCdfType.Int, false) => NetCdfType.UnsignedInt,
        (NetCdfType.Int64, false) => NetCdfType.UnsignedInt64,
        (NetCdfType.UnsignedByte, true) => NetCdfType.Byte,
        (NetCdfType.UnsignedShort, true) => NetCdfType.Short,
        (NetCdfType.UnsignedInt, true) => NetCdfType.Int,
        (NetCdfType.UnsignedInt64, true) => NetCdfType.Int64,
        _ => type,
    };

    /// <summary>
    /// A number as a value of a type: rounded to 32 bits for <see cref="NetCdfType.Float"/>; for whole numbers itself, or the number with
    /// the same
    /// bits where only the sign differs (−1 is 255 as an unsigned byte). Null where the type has no such value: −999.9 as a short.
    /// </summary>
    public static double? Represent(this NetCdfType type, double number)
    {
        if (type.IsFloating())
        {
            return type == NetCdfType.Float ? (float)number : number;
        }

        var (lowest, highest) = Range(type);
        if (number != Math.Floor(number) || !double.IsFinite(number))
        {
            return null;
        }

        if (number >= lowest && number <= highest)
        {
            return number;
        }

        var values = Math.ScaleB(1, 8 * type.Bytes());
        var turned = number < lowest ? number + values : number - values;
        var (otherLowest, otherHighest) = Range(type.WithSign(lowest == 0));
        return number >= otherLowest && number <= otherHighest && turned >= lowest && turned <= highest ? turned : null;
    }

    /// <summary>
    /// What the NetCDF library writes where nothing was written (NC_FILL_SHORT and so on in netcdf.h). Null for bytes and letters, all of
    /// whose values
    /// may be meant (NetCDF Users Guide, "Fill Values").
    /// </summary>
    public static double? DefaultFill(this NetCdfType type) => type switch
    {
        NetCdfType.Short => -32767,
        NetCdfType.Int => -2147483647,
        NetCdfType.Float or NetCdfType.Double => 9.9692099683868690e+36,
        NetCdfType.UnsignedShort => 65535,
        NetCdfType.UnsignedInt => 4294967295,
        NetCdfType.Int64 => -9223372036854775806,
        NetCdfType.UnsignedInt64 => 18446744073709551614,
        _ => null,
    };

    /// <summary>Turns bytes into numbers.</summary>
    /// <param name="type">Their type, one of fixed size.</param>
    /// <param name="bytes">As many as the numbers have.</param>
    /// <param name="numbers">Receives them; whole numbers above 2^53 are rounded.</param>
    /// <param name="isBigEndian">Whether the first byte of a number is its most significant one.</param>
    public static void Read(this NetCdfType type, ReadOnlySpan<byte> bytes, Span<double> numbers, bool isBigEndian)
    {
        var size = type.Bytes();
        Span<byte> turned = stackalloc byte[sizeof(double)];
        for (var i = 0; i < numbers.Length; i++)
        {
            scoped var at = bytes.Slice(i * size, size);
            if (isBigEndian && size > 1)
            {
                at.CopyTo(turned);
                turned[..size].Reverse();
                at = turned;
            }

            numbers[i] = type switch
            {
                NetCdfType.Byte => (sbyte)at[0],
                NetCdfType.Char or NetCdfType.UnsignedByte => at[0],
                NetCdfType.Short => BinaryPrimitives.ReadInt16LittleEndian(at),
                NetCdfType.UnsignedShort => BinaryPrimitives.ReadUInt16LittleEndian(at),
                NetCdfType.Int => BinaryPrimitives.ReadInt32LittleEndian(at),
                NetCdfType.UnsignedInt => BinaryPrimitives.ReadUInt32LittleEndian(at),
                NetCdfType.Float => BinaryPrimitives.ReadSingleLittleEndian(at),
                NetCdfType.Double => BinaryPrimitives.ReadDoubleLittleEndian(at),
                NetCdfType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
            };
        }
    }

    private static (double Lowest, double Highest) Range(NetCdfType type) => type switch
    {
        NetCdfType.Byte => (sbyte.MinValue, sbyte.MaxValue),
        NetCdfType.Short => (short.MinValue, short.MaxValue),
        NetCdfType.UnsignedShort => (0, ushort.MaxValue),
        NetCdfType.Int => (int.MinValue, int.MaxValue),
        NetCdfType.UnsignedInt => (0, uint.MaxValue),
        NetCdfType.Int64 => (long.MinValue, long.MaxValue),
        NetCdfType.UnsignedInt64 => (0, ulong.MaxValue),
        _ => (0, byte.MaxValue),
    };
}
