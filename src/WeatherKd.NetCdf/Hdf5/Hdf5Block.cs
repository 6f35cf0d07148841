using System.Buffers.Binary;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.Hdf5;

/// <summary>
/// Some bytes of an HDF5 file's structure, read from front to back; all numbers are little-endian. Reading past the end is an error that
/// names the
/// block.
/// </summary>
internal ref struct Hdf5Block(ReadOnlySpan<byte> bytes, string what, long address)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Remaining => _rest.Length;

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw Error($"{count} bytes are needed, {_rest.Length} are left");
        }

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    public Hdf5Block Part(long count) => new(Take(count), what, address);

    public void Skip(long count) => Take(count);

    public byte U8() => Take(1)[0];

    public int U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>An address or a length; all ones, "undefined", come out as −1.</summary>
    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>A number of so many bytes, up to 8.</summary>
    public long Number(int count)
    {
        long value = 0;
        var taken = Take(count);
        for (var i = Math.Min(count, 8) - 1; i >= 0; i--)
        {
            value = (value << 8) | taken[i];
        }

        return value;
    }

    public readonly NetCdfFormatException Error(string reason) =>
        new($"The NetCDF-4 file is damaged: {what} at byte {address}: {reason}.") { ByteOffset = address };
}
