using System.Buffers;

namespace WeatherKd.Grib.Bytes;

/// <summary>Random access to the bytes of a GRIB file, wherever they lie. Safe for several readers at once.</summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>Bytes in the whole file.</summary>
    public abstract long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/>; the caller has checked that the bytes exist.</summary>
    public abstract void Read(long offset, Span<byte> destination);

    /// <summary>
    /// The bytes from <paramref name="offset"/>, in a pooled buffer that the caller gives back. Sources in memory
    /// lend their own bytes instead of copying them.
    /// </summary>
    public virtual ByteLease Lease(long offset, int length)
    {
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Read(offset, rented.AsSpan(0, length));
            return new ByteLease(rented.AsSpan(0, length), rented);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }
    }

    public abstract void Dispose();
}

/// <summary>Bytes on loan; disposing gives a pooled buffer back.</summary>
internal readonly ref struct ByteLease(ReadOnlySpan<byte> bytes, byte[]? rented)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public void Dispose()
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
