namespace WeatherKd.Grib.Bytes;

/// <summary>A file that is already in memory; its bytes are lent, not copied.</summary>
internal sealed class MemoryByteSource(ReadOnlyMemory<byte> file) : ByteSource
{
    public override long Length => file.Length;

    public override void Read(long offset, Span<byte> destination) =>
        file.Span.Slice((int)offset, destination.Length).CopyTo(destination);

    public override ByteLease Lease(long offset, int length) => new(file.Span.Slice((int)offset, length), rented: null);

    public override void Dispose()
    {
        // The caller's memory is the caller's.
    }
}
