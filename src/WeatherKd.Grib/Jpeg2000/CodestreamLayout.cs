namespace WeatherKd.Grib.Jpeg2000;

/// <summary>The headers of a codestream (annex A): the image's size and, tile by tile, parameters and places of the packets.</summary>
/// <param name="Size">The image.</param>
/// <param name="Tiles">One header for each tile, by tile index.</param>
internal sealed record CodestreamLayout(ImageSize Size, TileHeader[] Tiles)
{
    private const int ShortestTilePart = 14;

    /// <summary>Reads all headers.</summary>
    /// <exception cref="GribFormatException">A header is truncated, breaks the format or describes another number of samples.</exception>
    public static CodestreamLayout Read(ReadOnlySpan<byte> data, int expectedCount)
    {
        var reader = new MarkerReader(data);
        if (data.Length < 2 || reader.UInt16() != Marker.StartOfCodestream || reader.UInt16() != Marker.ImageSize)
        {
            throw new GribFormatException("JPEG 2000: the data do not begin with the markers FF4F and FF51 of a codestream");
        }

        var size = ImageSize.Read(reader.Segment(), expectedCount);
        if (size.TileCount > 65535 || size.TileCount > (data.Length / ShortestTilePart) + 1)
        {
            throw new GribFormatException($"JPEG 2000: {size.TileCount} tiles in {data.Length} bytes");
        }

        var defaults = new CodingParameters();
        var packedHeaders = new PackedHeaders();
        var marker = reader.UInt16();
        for (; marker != Marker.StartOfTilePart; marker = reader.UInt16())
        {
            var segment = SegmentOf(marker, ref reader);
            defaults.Apply(marker, segment);
            if (marker == Marker.PackedHeadersMain)
            {
                packedHeaders.Add(segment);
            }
        }

        var tiles = new TileHeader?[size.TileCount];
        var mainPackedHeaders = packedHeaders.SplitByTilePart();
        for (var part = 0; marker == Marker.StartOfTilePart; part++)
        {
            if (part >= mainPackedHeaders?.Count)
            {
                throw new GribFormatException($"JPEG 2000: packed packet headers (marker PPM) for {part} tile-parts only");
            }

            ReadTilePart(ref reader, tiles, defaults, mainPackedHeaders?[part]);

            // Some writers leave out the end marker; whether packets are missing shows when they are read.
            marker = reader.Remaining >= 2 ? reader.UInt16() : Marker.EndOfCodestream;
        }

        if (marker != Marker.EndOfCodestream)
        {
            throw new GribFormatException($"JPEG 2000: marker {marker:X4} where the next tile-part or the end is due");
        }

        var missing = Array.IndexOf(tiles, null);
        return missing < 0
            ? new CodestreamLayout(size, tiles!)
            : throw new GribFormatException($"JPEG 2000: tile {missing} of {tiles.Length} is missing");
    }

    private static void ReadTilePart(ref MarkerReader reader, TileHeader?[] tiles, CodingParameters defaults, byte[]? packedHeaders)
    {
        var start = reader.Position - 2;
        var available = reader.Remaining + 2;
        var header = new MarkerReader(reader.Segment());
        var index = header.UInt16();
        var length = header.UInt32();
        if (index >= tiles.Length)
        {
            throw new GribFormatException($"JPEG 2000: a tile-part of tile {index}; the image has {tiles.Length}");
        }

        if (length > available)
        {
            throw new GribFormatException($"JPEG 2000: the data end after {start + available} bytes, inside a tile-part of {length} bytes");
        }

        var tile = tiles[index] ??= new TileHeader(defaults);
        var packedInPart = new PackedHeaders();
        int marker;
        while ((marker = reader.UInt16()) != Marker.StartOfData)
        {
            var segment = SegmentOf(marker, ref reader);
            tile.Parameters.Apply(marker, segment);
            if (marker == Marker.PackedHeadersTilePart)
            {
                packedInPart.Add(segment);
            }
        }

        var body = reader.Position;
        var end = length == 0 ? EndOfLastPart(start + available, ref reader) : (int)(start + length);
        if (end < body)
        {
            throw new GribFormatException($"JPEG 2000: a tile-part of {length} bytes, shorter than its header");
        }

        reader.Take(end - body);
        tile.Bodies.Add(body..end);
        tile.HasPackedHeaders |= packedHeaders is not null || packedInPart.Any;
        tile.PackedHeaders.AddRange(packedHeaders ?? packedInPart.Concatenated());
    }

    /// <summary>A tile-part without a length reaches to the end marker, which closes the data.</summary>
    private static int EndOfLastPart(int dataEnd, ref MarkerReader reader)
    {
        var rest = reader;
        var tail = rest.Take(dataEnd - rest.Position);
        return tail is [.., 0xFF, 0xD9] ? dataEnd - 2 : dataEnd;
    }

    private static ReadOnlySpan<byte> SegmentOf(int marker, ref MarkerReader reader) =>
        marker is >= 0xFF4F and <= 0xFFFE and not Marker.StartOfCodestream and not Marker.StartOfTilePart and not Marker.StartOfData
            and not Marker.EndOfCodestream
            ? reader.Segment()
            : throw new GribFormatException($"JPEG 2000: marker {marker:X4} inside a header, at byte {reader.Position - 2}");
}
