using WeatherKd.Grib.Reading;

namespace WeatherKd.Grib;

/// <summary>
/// A GRIB file of edition 1, 2 or both, open for reading. Opening reads the headers only, whatever the size of the file; the values of a
/// field are read when asked for. Fields may be decoded from several threads at once, until the file is disposed.
/// </summary>
public sealed class GribFile : IDisposable
{
    private readonly ByteSource _source;
    private readonly FileContents _contents;
    private readonly GribField[] _fields;

    private GribFile(ByteSource source, string name)
    {
        _source = source;
        Name = name;
        try
        {
            _contents = new MessageScanner(source).Scan();
            _fields = [.. _contents.Fields.Select(sections => new GribField(sections))];
            if (_contents.MessageCount == 0)
            {
                throw new GribFormatException($"{name} {NoGrib(source)}", byteOffset: 0);
            }
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static string NoGrib(ByteSource source)
    {
        if (source.Length == 0)
        {
            return "is empty";
        }

        var head = new byte[Math.Min(source.Length, ForeignFormats.BytesNeeded)];
        source.Read(0, head);
        return ForeignFormats.Describe(head)
            ?? $"is no GRIB file: the word GRIB is not followed by an edition anywhere in its {source.Length} bytes";
    }

    /// <summary>The path it was opened from, or what the caller called it; for messages to people.</summary>
    public string Name { get; }

    /// <summary>All fields with a readable header, in file order.</summary>
    public IReadOnlyList<GribField> Fields => _fields;

    /// <summary>
    /// What could not be read, in file order: truncated or damaged messages, and those of other editions. Each names its
    /// message and byte. The other messages are in <see cref="Fields"/> all the same.
    /// </summary>
    public IReadOnlyList<GribFormatException> Problems => _contents.Problems;

    /// <summary>Bytes between messages that belong to none, such as bulletin headers.</summary>
    public IReadOnlyList<ByteRange> SkippedBytes => _contents.Skipped;

    /// <summary>Messages found, readable or not.</summary>
    public int MessageCount => _contents.MessageCount;

    /// <summary>Opens a file on disk.</summary>
    /// <exception cref="GribFormatException">The file holds no GRIB message of any edition.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static GribFile Open(string path) => new(new FileByteSource(path), path);

    /// <summary>Opens a file from a seekable stream, such as a blob's.</summary>
    /// <param name="stream">The stream; must be able to seek. It is read from its beginning.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="leaveOpen">Whether disposing this object leaves the stream open.</param>
    /// <exception cref="ArgumentException">The stream cannot seek: copy it to a file first.</exception>
    /// <exception cref="GribFormatException">The stream holds no GRIB message of any edition.</exception>
    public static GribFile Open(Stream stream, string name = "stream", bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            throw new ArgumentException("a GRIB file is read by position: copy a stream that cannot seek to a file first", nameof(stream));
        }

        return new GribFile(new StreamByteSource(stream, leaveOpen), name);
    }

    /// <summary>Opens a file that is already in memory; its bytes are used in place.</summary>
    /// <exception cref="GribFormatException">The bytes hold no GRIB message of any edition.</exception>
    public static GribFile Open(ReadOnlyMemory<byte> bytes, string name = "memory") => new(new MemoryByteSource(bytes), name);

    /// <summary>The fields that have all the keys asked for, in file order, such as <c>Select("shortName=2t,step=6")</c>.</summary>
    /// <param name="keys">As <see cref="FieldSelection.Parse"/> reads them.</param>
    /// <exception cref="FormatException">A key or a value is not known; the message names it.</exception>
    public IReadOnlyList<GribField> Select(string keys) => Select(FieldSelection.Parse(keys));

    /// <summary>The fields that match, in file order.</summary>
    public IReadOnlyList<GribField> Select(FieldSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return [.. _fields.Where(selection.Matches)];
    }

    /// <summary>Closes the file. Its fields can no longer be decoded; what their headers say stays.</summary>
    public void Dispose() => _source.Dispose();
}
