using System.Buffers;
using System.IO.Compression;

namespace WeatherKd.Grib.Png;

/// <summary>
/// A PNG image as GRIB2 uses it: pixels of 1 to 32 bits that are plain numbers. (SkiaSharp would hand out 8 bits a channel, or half
/// floats of 11 bits, from an image of 16.) The deflate stream is the framework's; rows come out one by one, so that no image is held.
/// </summary>
internal sealed class PngImage : IDisposable
{
    private readonly ZLibStream _pixels;
    private readonly byte[] _compressed;
    private byte[] _row;
    private byte[] _previous;
    private bool _isFirstRow = true;

    private PngImage(PngHeader header, byte[] compressed, int count)
    {
        Header = header;
        _compressed = compressed;
        _pixels = new ZLibStream(new MemoryStream(compressed, 0, count, writable: false), CompressionMode.Decompress);
        _row = ArrayPool<byte>.Shared.Rent((int)header.RowBytes + 1 + PngFilter.Slack);
        _previous = ArrayPool<byte>.Shared.Rent((int)header.RowBytes + 1 + PngFilter.Slack);
    }

    public PngHeader Header { get; }

    /// <exception cref="GribFormatException">
    /// No PNG image, one of a kind that is not supported, or not <paramref name="pixels"/> of them.
    /// </exception>
    public static PngImage Open(ReadOnlySpan<byte> file, int pixels)
    {
        var chunks = new PngChunks(file);
        if (!chunks.MoveNext() || !chunks.Type.SequenceEqual("IHDR"u8))
        {
            throw new GribFormatException("the PNG image does not start with its header");
        }

        var header = PngHeader.Read(chunks.Content);
        if ((long)header.Width * header.Height != pixels)
        {
            throw new GribFormatException($"a PNG image of {header.Width} × {header.Height} pixels for {pixels} values");
        }

        // Encoders cut the stream into chunks of a few kilobytes: it is put together again.
        var compressed = ArrayPool<byte>.Shared.Rent(file.Length);
        try
        {
            var count = 0;
            while (chunks.MoveNext() && !chunks.Type.SequenceEqual("IEND"u8))
            {
                if (chunks.Type.SequenceEqual("IDAT"u8))
                {
                    chunks.Content.CopyTo(compressed.AsSpan(count));
                    count += chunks.Content.Length;
                }
            }

            return new PngImage(header, compressed, count);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(compressed);
            throw;
        }
    }

    /// <summary>The next row, its pixels packed as many bits each as the header says; valid until the next call.</summary>
    /// <exception cref="GribFormatException">The image ends early or its compressed data are damaged.</exception>
    public ReadOnlySpan<byte> ReadRow()
    {
        var length = (int)Header.RowBytes;
        WorkMeter.Add(length);
        (_row, _previous) = (_previous, _row);
        if (_isFirstRow)
        {
            // The row above the first counts as zeros.
            _previous.AsSpan(0, length + 1 + PngFilter.Slack).Clear();
            _isFirstRow = false;
        }

        try
        {
            // A preset dictionary, which PNG forbids, surfaces as an IOException.
            _pixels.ReadExactly(_row, 0, length + 1);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new GribFormatException("the PNG image's compressed data are damaged or too short", inner: error);
        }

        PngFilter.Undo(
            _row[0], _row.AsSpan(1, length + PngFilter.Slack), _previous.AsSpan(1, length + PngFilter.Slack), Header.PixelBytes);
        return _row.AsSpan(1, length);
    }

    /// <summary>Reads on to the end of the stream, where its checksum is compared.</summary>
    /// <exception cref="GribFormatException">The checksum is wrong, or there are more pixels than declared.</exception>
    public void CheckEnd()
    {
        try
        {
            if (_pixels.ReadByte() >= 0)
            {
                throw new GribFormatException("the PNG image holds more pixels than its header declares");
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new GribFormatException("the PNG image's compressed data are damaged", inner: error);
        }
    }

    public void Dispose()
    {
        _pixels.Dispose();
        ArrayPool<byte>.Shared.Return(_compressed);
        ArrayPool<byte>.Shared.Return(_row);
        ArrayPool<byte>.Shared.Return(_previous);
    }
}
