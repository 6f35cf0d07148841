using Microsoft.Win32.SafeHandles;

namespace WeatherKd.Grib.Bytes;

/// <summary>A file on disk, read by position.</summary>
internal sealed class FileByteSource(string path) : ByteSource
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path, options: FileOptions.RandomAccess);

    public override long Length => RandomAccess.GetLength(_handle);

    public override void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(_handle, destination, offset);
            if (read == 0)
            {
                throw new GribFormatException($"the file ended at byte {offset} while it was being read", byteOffset: offset);
            }

            offset += read;
            destination = destination[read..];
        }
    }

    public override void Dispose() => _handle.Dispose();
}
