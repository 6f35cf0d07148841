using System.Buffers.Binary;

namespace WeatherKd.Grib.Tests.Jpeg2000;

/// <summary>
/// Rewrites a codestream with start-of-packet and end-of-header markers so that its packet headers stand in marker segments PPT or PPM
/// (T.800, A.7.4 and A.7.5), which OpenJPEG reads but does not write.
/// </summary>
internal static class GatheredHeaders
{
    private const int StartOfTilePart = 0xFF90;
    private const int StartOfPacket = 0xFF91;
    private const int EndOfHeader = 0xFF92;
    private const int StartOfData = 0xFF93;
    private const int EndOfCodestream = 0xFFD9;

    public static byte[] InTileParts(byte[] codestream) => Rewrite(codestream, inMainHeader: false);

    public static byte[] InMainHeader(byte[] codestream) => Rewrite(codestream, inMainHeader: true);

    private static byte[] Rewrite(byte[] codestream, bool inMainHeader)
    {
        var firstPart = Find(codestream, StartOfTilePart, 0);
        var (parts, gathered) = (new List<byte>(), new List<byte>());
        for (var at = firstPart; Marker(codestream, at) == StartOfTilePart;)
        {
            var end = at + BinaryPrimitives.ReadInt32BigEndian(codestream.AsSpan(at + 6));
            var data = Find(codestream, StartOfData, at);
            var (headers, bodies) = Split(codestream.AsSpan(data + 2, end - data - 2));
            var segment = inMainHeader ? [] : Segment(0xFF61, 0, headers);
            gathered.AddRange([.. BigEndian(headers.Length), .. headers]);
            byte[] part = [.. codestream[at..data], .. segment, 0xFF, 0x93, .. bodies];
            BinaryPrimitives.WriteInt32BigEndian(part.AsSpan(6), part.Length);
            parts.AddRange(part);
            at = end;
        }

        // Two segments, cut in the middle of a tile-part's headers and in the wrong order: their numbers decide.
        var half = gathered.Count / 2;
        byte[] main = inMainHeader
            ? [.. Segment(0xFF60, 1, [.. gathered.Skip(half)]), .. Segment(0xFF60, 0, [.. gathered.Take(half)])]
            : [];
        return [.. codestream[..firstPart], .. main, .. parts, EndOfCodestream >> 8, EndOfCodestream & 0xFF];
    }

    /// <summary>Packet headers, with their end markers, and what remains of the packets.</summary>
    private static (byte[] Headers, byte[] Bodies) Split(ReadOnlySpan<byte> packets)
    {
        var (headers, bodies) = (new List<byte>(), new List<byte>());
        var bytes = packets.ToArray();
        for (var at = 0; at < bytes.Length;)
        {
            Assert.Equal(StartOfPacket, Marker(bytes, at));
            var headerEnd = Find(bytes, EndOfHeader, at) + 2;
            var next = Find(bytes, StartOfPacket, headerEnd);
            bodies.AddRange(bytes[at..(at + 6)]);
            headers.AddRange(bytes[(at + 6)..headerEnd]);
            bodies.AddRange(bytes[headerEnd..next]);
            at = next;
        }

        return ([.. headers], [.. bodies]);
    }

    private static int Find(byte[] bytes, int marker, int from)
    {
        while (from < bytes.Length - 1 && Marker(bytes, from) != marker)
        {
            from++;
        }

        return from < bytes.Length - 1 ? from : bytes.Length;
    }

    private static int Marker(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

    private static byte[] Segment(int marker, byte index, byte[] content) =>
        [(byte)(marker >> 8), (byte)marker, (byte)((content.Length + 3) >> 8), (byte)(content.Length + 3), index, .. content];

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
