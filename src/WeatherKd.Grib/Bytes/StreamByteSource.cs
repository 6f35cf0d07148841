namespace WeatherKd.Grib.Bytes;

/// <summary>A seekable stream; one reader at a time has its position.</summary>
internal sealed class StreamByteSource(Stream stream, bool leaveOpen) : ByteSource
{
    private readonly Lock _position = new();

    public override long Length => stream.Length;

    public override void Read(long offset, Span<byte> destination)
    {
        lock (_position)
        {
            stream.Position = offset;
            var read = stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
            if (read < destination.Length)
            {
                throw new GribFormatException(
                    $"the stream ended at byte {offset + read} while it was being read", byteOffset: offset + read);
            }
        }
    }

    public override void Dispose()
    {
        if (!leaveOpen)
        {
            stream.Dispose();
        }
    }
}
