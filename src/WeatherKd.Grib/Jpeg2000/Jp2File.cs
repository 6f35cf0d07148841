namespace WeatherKd.Grib.Jpeg2000;

/// <summary>The JP2 file format around a codestream (annex I): boxes, of which only the contiguous codestream matters here.</summary>
internal static class Jp2File
{
    private const uint SignatureBox = 0x6A502020; // "jP  "
    private const uint CodestreamBox = 0x6A703263; // "jp2c"

    /// <summary>The codestream in a JP2 file; data that do not begin as such a file are returned as they are.</summary>
    public static ReadOnlySpan<byte> FindCodestream(ReadOnlySpan<byte> data)
    {
        var reader = new MarkerReader(data);
        if (data.Length < 12 || reader.UInt32() != 12 || reader.UInt32() != SignatureBox)
        {
            return data;
        }

        for (var start = 0L; start < data.Length;)
        {
            var box = new MarkerReader(data[(int)start..]);
            long length = box.UInt32();
            var type = box.UInt32();
            if (length == 1)
            {
                length = ((long)box.UInt32() << 32) | box.UInt32();
            }
            else if (length == 0)
            {
                length = data.Length - start;
            }

            if (length < box.Position || length > data.Length - start)
            {
                throw new GribFormatException($"JPEG 2000: a JP2 box of {length} bytes at byte {start} of {data.Length}");
            }

            if (type == CodestreamBox)
            {
                return data.Slice((int)start + box.Position, (int)length - box.Position);
            }

            start += length;
        }

        throw new GribFormatException("JPEG 2000: the JP2 file holds no codestream");
    }
}
