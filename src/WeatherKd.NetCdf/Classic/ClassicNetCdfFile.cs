using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.Classic;

/// <summary>
/// A file of the classic NetCDF format, in its versions 1 (classic), 2 (64-bit offset) and 5 (64-bit data). The header is read whole, as
/// the
/// grammar in "The NetCDF Classic Format Specification" (NetCDF Users Guide, appendix B) has it; values when they are asked for. Nothing is
/// allocated by a declared size before the file has been seen to be that large.
/// </summary>
internal sealed class ClassicNetCdfFile : NetCdfContent
{
    private const int DimensionTag = 0x0A;
    private const int VariableTag = 0x0B;
    private const int AttributeTag = 0x0C;
    private const uint Streaming = uint.MaxValue;

    /// <summary>Most dimensions, variables, or attributes of one of them: a damaged count must not make a list of it.</summary>
    private const int MostEntries = 1 << 14;

    /// <summary>Longest attribute or name that is kept, in values; longer ones are skipped.</summary>
    private const int LongestKept = 1 << 12;

    private readonly FileStream _file;
    private readonly Dictionary<string, NetCdfVariable> _variables = new(StringComparer.Ordinal);
    private readonly int _version;

    private ClassicNetCdfFile(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 14);
        try
        {
            _file.Position = 3;
            _version = _file.ReadByte();
            ReadHeader();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, NetCdfVariable> Variables => _variables;

    /// <exception cref="NetCdfFormatException">The header is damaged or cut.</exception>
    public static ClassicNetCdfFile Read(string path) => new(path);

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    private void ReadHeader()
    {
        var records = ReadNumber();
        var isStreaming = records == (_version == 5 ? -1 : Streaming);
        if (records < 0 && !isStreaming)
        {
            throw Error($"the file says that it has {records} records");
        }

        var dimensions = ReadList(DimensionTag, () => (Name: ReadName(), Length: ReadCount()));
        _ = ReadAttributes();
        var headers = ReadList(VariableTag, () => ReadVariable(dimensions));
        var recordSize = RecordSize(headers);
        foreach (var header in headers)
        {
            var shape = header.Dimensions.Select(d => dimensions[d].Length).ToArray();
            if (header.IsRecord)
            {
                // A file that was being written when it was copied does not say how many records it has.
                shape[0] = isStreaming
                    ? Math.Max(0, (_file.Length - header.Begin + recordSize - header.BytesPerRecord) / Math.Max(recordSize, 1))
                    : records;
            }

            string[] names = [.. header.Dimensions.Select(d => dimensions[d].Name)];
            if (!_variables.TryAdd(header.Name, new ClassicVariable(_file.SafeFileHandle, _file.Length, header, names, shape, recordSize)))
            {
                throw Error($"two variables are called '{header.Name}'");
            }
        }
    }

    private ClassicVariableHeader ReadVariable(List<(string Name, long Length)> dimensions)
    {
        var name = ReadName();
        var rank = ReadCount();
        if (rank > MostEntries)
        {
            throw Error($"variable '{name}' has {rank} dimensions");
        }

        var indices = new List<int>();
        for (var i = 0; i < rank; i++)
        {
            var index = ReadCount();
            if (index < 0 || index >= dimensions.Count || (i > 0 && dimensions[(int)index].Length == 0))
            {
                throw Error($"variable '{name}' has dimension {index} at place {i + 1}, the file has {dimensions.Count} "
                    + "and only the first of a variable may be the unlimited one");
            }

            indices.Add((int)index);
        }

        var attributes = ReadAttributes();
        var type = (NetCdfType)ReadInt32();
        if (!Exists(type))
        {
            throw Error($"variable '{name}' is of type {(int)type} (1 to 11 exist)");
        }

        // The size that the file gives next overflows for large variables: it is computed instead.
        _ = ReadNumber();
        var begin = _version == 1 ? ReadInt32() : ReadInt64();
        var isRecord = indices.Count > 0 && dimensions[indices[0]].Length == 0;
        var perRecord = indices.Skip(isRecord ? 1 : 0).Aggregate((double)type.Bytes(), (bytes, d) => bytes * dimensions[d].Length);
        return begin >= 0 && perRecord <= long.MaxValue / 4
            ? new(name, type, [.. indices], attributes, begin, isRecord, (long)perRecord)
            : throw Error($"variable '{name}' of {perRecord} bytes begins at byte {begin}");
    }

    /// <summary>
    /// Bytes from one record to the next: of all record variables, each filled up to four bytes unless it is the only one.
    /// </summary>
    private static long RecordSize(List<ClassicVariableHeader> variables)
    {
        var inRecords = variables.Where(v => v.IsRecord).ToList();
        return inRecords.Count == 1 ? inRecords[0].BytesPerRecord : inRecords.Sum(v => (v.BytesPerRecord + 3) & ~3L);
    }

    private Dictionary<string, NetCdfAttribute> ReadAttributes()
    {
        var attributes = new Dictionary<string, NetCdfAttribute>(StringComparer.Ordinal);
        foreach (var (name, value) in ReadList(AttributeTag, () => (Name: ReadName(), Value: ReadAttribute())))
        {
            if (value is not null)
            {
                attributes[name] = value;
            }
        }

        return attributes;
    }

    private NetCdfAttribute? ReadAttribute()
    {
        var type = (NetCdfType)ReadInt32();
        var count = ReadCount();
        if (!Exists(type))
        {
            throw Error($"an attribute is of type {(int)type} (1 to 11 exist)");
        }

        if (count > LongestKept)
        {
            Skip(count, type.Bytes());
            return null;
        }

        var bytes = ReadPadded((int)count * type.Bytes());
        if (type == NetCdfType.Char)
        {
            return new(type, TextOf(bytes).Trim('\0', ' '), []);
        }

        var numbers = new double[count];
        type.Read(bytes, numbers, isBigEndian: true);
        return new(type, null, numbers);
    }

    /// <summary>UTF-8, as the format has it; where the bytes are none, ISO 8859-1, in which older programs write ° and µ.</summary>
    private static string TextOf(byte[] bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    private List<T> ReadList<T>(int tag, Func<T> readOne)
    {
        int found = ReadInt32();
        var count = ReadCount();
        if ((found != tag && (found != 0 || count != 0)) || count is < 0 or > MostEntries)
        {
            throw Error($"a list starts with tag {found} and {count} entries (tag {tag}, up to {MostEntries}, or 0 and 0 are allowed)");
        }

        var list = new List<T>();
        for (var i = 0; i < count; i++)
        {
            list.Add(readOne());
        }

        return list;
    }

    private string ReadName()
    {
        var length = ReadCount();
        return length is >= 0 and <= LongestKept
            ? Encoding.UTF8.GetString(ReadPadded((int)length))
            : throw Error($"a name is {length} bytes long");
    }

    private byte[] ReadPadded(int length)
    {
        var bytes = new byte[(length + 3) & ~3];
        ReadExactly(bytes);
        return bytes[..length];
    }

    private void Skip(long count, int bytes)
    {
        if (count > (_file.Length - _file.Position) / bytes)
        {
            throw Error($"an attribute of {count} values does not fit in the file");
        }

        _file.Position += ((count * bytes) + 3) & ~3L;
    }

    /// <summary>A number that counts something, as a length does: not negative.</summary>
    private long ReadCount()
    {
        var count = ReadNumber();
        return count >= 0 ? count : throw Error($"a count is {count}");
    }

    /// <summary>32 bits without sign, 64 with one in version 5.</summary>
    private long ReadNumber() => _version == 5 ? ReadInt64() : (uint)ReadInt32();

    private int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    private long ReadInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        ReadExactly(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    private void ReadExactly(Span<byte> bytes)
    {
        WorkMeter.Add(bytes.Length);
        if (_file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Error("the file ends in its header");
        }
    }

    private static bool Exists(NetCdfType type) => type.Bytes() > 0;

    private NetCdfFormatException Error(string what) =>
        new($"The NetCDF header is damaged before byte {_file.Position}: {what}.") { ByteOffset = _file.Position };
}
