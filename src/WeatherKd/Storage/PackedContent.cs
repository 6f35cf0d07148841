using System.IO.Compression;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.ZStandard;

namespace WeatherKd.Storage;

/// <summary>Tells packings apart by their first bytes and unpacks.</summary>
internal static class PackedContent
{
    /// <summary>Most bytes of a workbook or archive inside an archive, which is copied to disk to be read.</summary>
    private const long MaximumInnerBytes = 1L << 30;

    private const int MagicBytes = 8;

    /// <summary>The packing of a file.</summary>
    public static Packing Detect(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[MagicBytes];
        var packing = Detect(magic[..file.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false)]);
        return packing == Packing.Zip && WorkbookText.IsWorkbook(file) ? Packing.Workbook : packing;
    }

    /// <summary>Unpacks what is packed as one stream.</summary>
    public static Stream Unpack(Stream packed, Packing packing) => packing switch
    {
        Packing.GZip => new GZipStream(packed, CompressionMode.Decompress),
        Packing.BZip2 =>
            new DelayedStream(() => BZip2Stream.Create(packed, SharpCompress.Compressors.CompressionMode.Decompress, true, false, false)),
        Packing.Zstandard => new DecompressionStream(packed, 0, true, false),
        Packing.Xz => new XzStreams(packed),
        _ => throw new ArgumentOutOfRangeException(nameof(packing), packing, "One of gzip, bzip2, Zstandard, xz."),
    };

    /// <summary>The content of a file of an archive, which may itself be packed, or be a workbook.</summary>
    /// <param name="entry">The file; disposed with the result.</param>
    /// <param name="packedLength">Size of the archive, for the limit of what may come out of it.</param>
    public static Stream LookThrough(Stream entry, long packedLength)
    {
        var magic = new byte[MagicBytes];
        var length = entry.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false);
        var whole = new PrefixedStream(magic.AsMemory(0, length), entry);
        switch (Detect(magic.AsSpan(0, length)))
        {
            case Packing.None:
                return whole;
            case Packing.Zip or Packing.Workbook:
                using (whole)
                {
                    return OpenInner(whole);
                }

            case var packing:
                return new UnpackingStream(Unpack(whole, packing), packedLength, whole);
        }
    }

    private static Packing Detect(ReadOnlySpan<byte> magic) => magic switch
    {
        [0x1F, 0x8B, ..] => Packing.GZip,
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => Packing.BZip2,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Packing.Zstandard,
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => Packing.Xz,
        [(byte)'P', (byte)'K', 3, 4, ..] => Packing.Zip,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Packing.Workbook,
        _ => Packing.None,
    };

    /// <summary>A workbook must be read from any place in it, so it is copied to a file that is gone when it is closed.</summary>
    private static WorkbookText OpenInner(Stream content)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var copy = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            var buffer = new byte[1 << 16];
            int length;
            while ((length = content.Read(buffer)) > 0)
            {
                copy.Write(buffer, 0, length);
                if (copy.Length > MaximumInnerBytes)
                {
                    throw new InputFormatException(
                        $"An archive inside the archive has more than {MaximumInnerBytes} bytes. Send it by itself.");
                }
            }

            copy.Position = 0;
            Span<byte> magic = stackalloc byte[2];
            copy.ReadExactly(magic);
            if (magic[0] == (byte)'P' && !WorkbookText.IsWorkbook(copy))
            {
                throw new InputFormatException("The archive holds another archive. Send the inner one by itself.");
            }

            return new WorkbookText(copy, sheet: null);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }
}
