using System.IO.Compression;

namespace WeatherKd.Storage;

/// <summary>
/// A file that has arrived, on local disk, with its compression looked through: gzip, or a file of a zip archive. Content is judged by
/// its bytes; the name is for messages only.
/// </summary>
public sealed class InputFile
{
    /// <summary>Most bytes that a file may unpack to; a format that streams never holds more than a batch of them.</summary>
    public const long MaximumUnpackedBytes = 16L << 30;

    /// <summary>Largest ratio of unpacked to packed size before a file counts as a decompression bomb.</summary>
    public const int MaximumRatio = 1_000;

    /// <summary>Most files that a zip archive may hold.</summary>
    public const int MostFiles = 1_000;

    private const int HeadBytes = 65_536;

    /// <summary>Without this switch of the framework a truncated gzip file ends early as if it were whole.</summary>
    static InputFile() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    private readonly Compression _compression;
    private readonly string? _entry;
    private byte[]? _head;

    /// <summary>A file on disk.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="name">What it is called in messages: the blob's name.</param>
    public InputFile(string path, string name)
    {
        Path = path;
        Name = name;
        Length = new FileInfo(path).Length;
        _compression = DetectCompression(path);
    }

    private InputFile(string path, string name, string entry)
        : this(path, name)
    {
        _entry = entry;
    }

    private enum Compression
    {
        None,
        GZip,
        Zip,
    }

    /// <summary>Where the file lies, still packed if it was.</summary>
    public string Path { get; }

    /// <summary>Name for messages.</summary>
    public string Name { get; }

    /// <summary>Size on disk, packed, in bytes.</summary>
    public long Length { get; }

    /// <summary>Whether the file is packed, so that <see cref="Path"/> cannot be read in place.</summary>
    public bool IsCompressed => _compression != Compression.None;

    /// <summary>The first bytes of the unpacked content, at most 65,536.</summary>
    /// <exception cref="InputFormatException">The packing is damaged.</exception>
    public ReadOnlySpan<byte> Head
    {
        get
        {
            if (_head is null)
            {
                using var stream = OpenRead();
                var buffer = new byte[HeadBytes];
                var length = stream.ReadAtLeast(buffer, HeadBytes, throwOnEndOfStream: false);
                _head = buffer[..length];
            }

            return _head;
        }
    }

    /// <summary>The files that a file holds: those of a zip archive by name, each named after the archive and itself; of any other the file alone.</summary>
    /// <exception cref="InputFormatException">The archive is damaged, empty, holds too many files, or files that share their bytes, as bombs do.</exception>
    public static IReadOnlyList<InputFile> OpenAll(string path, string name)
    {
        if (DetectCompression(path) != Compression.Zip)
        {
            return [new(path, name)];
        }

        using var file = File.OpenRead(path);
        var entries = ReadEntries(file);
        if (entries.Count is 0 or > MostFiles || entries.Sum(e => e.CompressedLength) > file.Length || entries.DistinctBy(e => e.FullName, StringComparer.Ordinal).Count() < entries.Count)
        {
            throw new InputFormatException($"The zip archive holds {entries.Count} files in {file.Length} bytes; 1 to {MostFiles} of different names, each with its own bytes, are allowed.");
        }

        return entries.Count == 1
            ? [new(path, name)]
            : [.. entries.Select(e => e.FullName).Order(StringComparer.Ordinal).Select(entry => new InputFile(path, $"{name}/{entry}", entry))];
    }

    /// <summary>The unpacked content from its start.</summary>
    /// <exception cref="InputFormatException">The packing is damaged, or unpacks to more than is allowed (also while reading).</exception>
    public Stream OpenRead()
    {
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            return _compression switch
            {
                Compression.GZip => new UnpackingStream(new GZipStream(file, CompressionMode.Decompress), Length, file),
                Compression.Zip => OpenEntry(file),
                _ => file,
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private UnpackingStream OpenEntry(FileStream file)
    {
        var entries = ReadEntries(file).Where(e => _entry is null || e.FullName == _entry).ToList();
        if (entries is not [var entry])
        {
            throw new InputFormatException($"The zip archive holds {entries.Count} files; exactly one is allowed here.");
        }

        try
        {
            return new UnpackingStream(entry.Open(), Math.Min(entry.CompressedLength, Length), file);
        }
        catch (InvalidDataException e)
        {
            throw new InputFormatException($"The file '{entry.FullName}' of the zip archive cannot be unpacked: {e.Message}", e);
        }
    }

    private static List<ZipArchiveEntry> ReadEntries(FileStream file)
    {
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            return [.. archive.Entries.Where(e => !e.FullName.EndsWith('/') && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal))];
        }
        catch (InvalidDataException e)
        {
            throw new InputFormatException("The zip archive is damaged: " + e.Message, e);
        }
    }

    private static Compression DetectCompression(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[4];
        var length = file.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
        return magic[..length] switch
        {
            [0x1F, 0x8B, ..] => Compression.GZip,
            [(byte)'P', (byte)'K', 3, 4] => Compression.Zip,
            _ => Compression.None,
        };
    }

    /// <summary>Counts what comes out of a decompressor and stops at the limits.</summary>
    private sealed class UnpackingStream(Stream inner, long packedLength, FileStream file) : Stream
    {
        private readonly long _limit = Math.Min(MaximumUnpackedBytes, Math.Max(packedLength, 4096) * MaximumRatio);
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException("The unpacked length is not known beforehand.");

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException("An unpacking stream only reads forward.");
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            try
            {
                var length = inner.Read(buffer);
                _read += length;
                return _read <= _limit
                    ? length
                    : throw new InputFormatException($"The file unpacks to more than {_limit} bytes from {packedLength}: refused as a decompression bomb.");
            }
            catch (InvalidDataException e)
            {
                throw new InputFormatException("The compressed data are damaged: " + e.Message, e) { ByteOffset = _read };
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("An unpacking stream only reads forward.");

        public override void SetLength(long value) => throw new NotSupportedException("An unpacking stream only reads.");

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An unpacking stream only reads.");

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
