using System.Buffers.Binary;

namespace WeatherKd.Grib.Png;

/// <summary>
/// Walks over the chunks of a PNG file: length, type, content, checksum. Checksums are not compared: the image data carry one of their
/// own inside the zlib stream.
/// </summary>
internal ref struct PngChunks
{
    private const int SignatureLength = 8;
    private const int HeadAndChecksum = 12;

    private readonly ReadOnlySpan<byte> _file;
    private int _position;

    public PngChunks(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature))
        {
            throw new GribFormatException("the data are no PNG image: its signature is missing");
        }

        _file = file;
        _position = SignatureLength;
    }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public ReadOnlySpan<byte> Type { get; private set; }

    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Goes to the next chunk; false at the end of the file.</summary>
    public bool MoveNext()
    {
        var rest = _file[_position..];
        if (rest.Length < HeadAndChecksum)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - HeadAndChecksum)
        {
            throw new GribFormatException(
                $"a PNG chunk of {length} bytes, {rest.Length - HeadAndChecksum} are left",
                byteOffset: _position);
        }

        Type = rest.Slice(4, 4);
        Content = rest.Slice(8, (int)length);
        _position += (int)length + HeadAndChecksum;
        return true;
    }
}
