using System.IO.Compression;

namespace WeatherKd.Storage;

/// <summary>
/// A file that has arrived, on local disk, with its packing looked through: gzip, bzip2, Zstandard, or a file of a zip archive, itself
/// packed or not. An Excel workbook is read as the CSV
/// that its sheet would be saved as. Content is judged by its bytes; the name is for messages only.
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

    private readonly Packing _packing;
    private readonly string? _entry;
    private byte[]? _head;

    /// <summary>A file on disk.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="name">What it is called in messages: the blob's name.</param>
    public InputFile(string path, string name)
        : this(path, name, entry: null, PackedContent.Detect(path))
    {
    }

    private InputFile(string path, string name, string? entry, Packing packing)
    {
        Path = path;
        Name = name;
        Length = new FileInfo(path).Length;
        _entry = entry;
        _packing = packing;
    }

    /// <summary>Where the file lies, still packed if it was.</summary>
    public string Path { get; }

    /// <summary>Name for messages.</summary>
    public string Name { get; }

    /// <summary>Size on disk, packed, in bytes.</summary>
    public long Length { get; }

    /// <summary>Whether the file is packed, so that <see cref="Path"/> cannot be read in place.</summary>
    public bool IsCompressed => _packing != Packing.None;

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

    /// <summary>
    /// The files that a file holds: those of a zip archive by name, or the sheets of a workbook, each named after the archive and itself;
    /// of any other the file alone.
    /// </summary>
    /// <exception cref="InputFormatException">The archive is damaged, empty, holds too many files, or files that share their bytes, as
    /// bombs do.</exception>
    public static IReadOnlyList<InputFile> OpenAll(string path, string name)
    {
        var packing = PackedContent.Detect(path);
        switch (packing)
        {
            case Packing.Zip:
                break;
            case Packing.Workbook when WorkbookText.Sheets(path) is { Count: > 1 } sheets:
                return [.. sheets.Select(sheet => new InputFile(path, $"{name}/{sheet}", sheet, Packing.Workbook))];
            default:
                return [new(path, name, entry: null, packing)];
        }

        using var file = File.OpenRead(path);
        var entries = ReadEntries(file);
        if (entries.Count is 0 or > MostFiles
            || entries.Sum(e => e.CompressedLength) > file.Length
            || entries.DistinctBy(e => e.FullName, StringComparer.Ordinal).Count() < entries.Count)
        {
            throw new InputFormatException(
                $"The zip archive holds {entries.Count} files in {file.Length} bytes; 1 to {MostFiles} of different names, each with its "
                + $"own bytes, are allowed.");
        }

        return entries.Count == 1
            ? [new(path, name, entry: null, packing)]
            :
            [
                .. entries.Select(e => e.FullName)
                    .Order(StringComparer.Ordinal)
                    .Select(entry => new InputFile(path, $"{name}/{entry}", entry, Packing.Zip))
            ];
    }

    /// <summary>The unpacked content from its start.</summary>
    /// <exception cref="InputFormatException">The packing is damaged, or unpacks to more than is allowed (also while reading).</exception>
    public Stream OpenRead()
    {
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            return _packing switch
            {
                Packing.None => file,
                Packing.Zip => OpenEntry(file),
                Packing.Workbook => new WorkbookText(file, _entry),
                var packing => new UnpackingStream(PackedContent.Unpack(file, packing), Length, file),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private Stream OpenEntry(FileStream file)
    {
        var entries = ReadEntries(file).Where(e => _entry is null || e.FullName == _entry).ToList();
        if (entries is not [var entry])
        {
            throw new InputFormatException($"The zip archive holds {entries.Count} files; exactly one is allowed here.");
        }

        try
        {
            return PackedContent.LookThrough(new UnpackingStream(entry.Open(), Math.Min(entry.CompressedLength, Length), file), Length);
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
            return
            [
                .. archive.Entries.Where(e => !e.FullName.EndsWith('/') && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal))
            ];
        }
        catch (InvalidDataException e)
        {
            throw new InputFormatException("The zip archive is damaged: " + e.Message, e);
        }
    }
}
