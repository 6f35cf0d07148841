namespace WeatherKd.Grib.Jpeg2000;

/// <summary>Packet headers gathered in marker segments PPM (whole codestream) or PPT (one tile-part) (A.7.4 and A.7.5).</summary>
internal sealed class PackedHeaders
{
    private readonly List<(byte Index, byte[] Content)> _segments = [];

    public bool Any => _segments.Count > 0;

    /// <summary>Adds a segment; its first byte is its place in the order.</summary>
    public void Add(ReadOnlySpan<byte> segment)
    {
        var reader = new MarkerReader(segment);
        _segments.Add((reader.Byte(), reader.Take(reader.Remaining).ToArray()));
    }

    /// <summary>All contents in order.</summary>
    public byte[] Concatenated() => [.. _segments.OrderBy(segment => segment.Index).SelectMany(segment => segment.Content)];

    /// <summary>The headers of each tile-part, in the codestream's order of tile-parts; null where there are none (PPM).</summary>
    public List<byte[]>? SplitByTilePart()
    {
        if (!Any)
        {
            return null;
        }

        var parts = new List<byte[]>();
        var reader = new MarkerReader(Concatenated());
        while (reader.Remaining > 0)
        {
            parts.Add(reader.Take((int)Math.Min(reader.UInt32(), int.MaxValue)).ToArray());
        }

        return parts.Count > 0 ? parts : throw new GribFormatException("JPEG 2000: packed packet headers (marker PPM) without content");
    }
}
