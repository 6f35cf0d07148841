namespace WeatherKd.Grib.Jpeg2000;

/// <summary>All that the headers say about one tile, and where its packets lie.</summary>
internal sealed class TileHeader(CodingParameters defaults)
{
    /// <summary>Coding parameters: those of the main header until the tile's own header changes them.</summary>
    public CodingParameters Parameters { get; } = defaults.Copy();

    /// <summary>Byte ranges of the codestream with the tile's packets, in order.</summary>
    public List<Range> Bodies { get; } = [];

    /// <summary>Packet headers that are not with their packets (markers PPM and PPT); empty where they are.</summary>
    public List<byte> PackedHeaders { get; } = [];

    /// <summary>Whether the packet headers are in <see cref="PackedHeaders"/>.</summary>
    public bool HasPackedHeaders { get; set; }
}
