using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.Hdf5;

/// <summary>The bytes of an HDF5 file; nothing is allocated for more than there is.</summary>
internal sealed class Hdf5Bytes(SafeFileHandle file)
{
    /// <summary>Largest part of the structure that is looked at.</summary>
    private const int LargestPart = 1 << 24;

    public long Length { get; } = RandomAccess.GetLength(file);

    /// <summary>Bytes that must be there.</summary>
    public byte[] Read(long address, long length, string what)
    {
        if (address < 0 || length < 0 || length > LargestPart || address > Length - length)
        {
            throw Error(address, $"{what} of {length} bytes at byte {address} does not fit in its {Length} bytes");
        }

        WorkMeter.Add(length);
        var bytes = new byte[length];
        return RandomAccess.Read(file, bytes, address) == length
            ? bytes
            : throw new NetCdfFormatException($"The file became shorter while it was read ({what} at byte {address}).");
    }

    /// <summary>Bytes that begin with a signature and end with the checksum of those before it; without the checksum.</summary>
    public byte[] ReadChecked(long address, long length, ReadOnlySpan<byte> signature, string what)
    {
        var bytes = Read(address, length, what);
        if (!bytes.AsSpan().StartsWith(signature)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)length - 4)) != Lookup3.Hash(bytes.AsSpan(0, (int)length - 4)))
        {
            throw Error(address, $"{what} at byte {address} has a wrong signature or checksum");
        }

        return bytes[..^4];
    }

    private static NetCdfFormatException Error(long address, string what) =>
        new($"The NetCDF-4 file is damaged or cut: {what}.") { ByteOffset = address };
}
