using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.Hdf5;

/// <summary>
/// Walks over the structure of an HDF5 file before the library reads it. The library allocates what a header declares, gigabytes where a
/// bit of it
/// has flipped; here checksums are compared where the format has them, and every declared size with the size of the file or of the part it
/// is in.
/// What the walk does not know, it passes over. (HDF5 File Format Specification 3.0.)
/// </summary>
internal sealed class Hdf5Structure
{
    private const int MostObjects = 1 << 16;
    private const int OffsetBytes = 8;
    private readonly Hdf5Bytes _file;
    private readonly Hdf5Heaps _heaps;
    private readonly Hdf5Messages _messages;
    private readonly HashSet<long> _seen = [];
    private readonly Queue<long> _objects = new();
    private readonly Dictionary<long, Hdf5Object> _found = [];
    private readonly Dictionary<string, long> _named = new(StringComparer.Ordinal);
    private long _root;
    private bool _isRoot;
    private Hdf5Object _current = new();

    private Hdf5Structure(Hdf5Bytes file)
    {
        _file = file;
        _heaps = new Hdf5Heaps(file);
        _messages = new Hdf5Messages(file, _heaps);
    }

    /// <summary>Checks a file, and gives what was found of the objects of its root group, by name.</summary>
    /// <exception cref="NetCdfFormatException">The file is cut, or a size or checksum in it is wrong.</exception>
    public static IReadOnlyDictionary<string, Hdf5Object> Check(string path)
    {
        using var handle = File.OpenHandle(path);
        var structure = new Hdf5Structure(new Hdf5Bytes(handle));
        structure.Walk();
        return structure._named.Where(n => structure._found.ContainsKey(n.Value))
            .ToDictionary(n => n.Key, n => structure._found[n.Value], StringComparer.Ordinal);
    }

    private void Walk()
    {
        _root = ReadSuperblock();
        _objects.Enqueue(_root);
        while (_objects.TryDequeue(out var address))
        {
            if (address > 0 && _seen.Add(address))
            {
                if (_seen.Count > MostObjects)
                {
                    throw new NetCdfFormatException($"The NetCDF-4 file has more than {MostObjects} objects.");
                }

                ReadObject(address);
            }
        }
    }

    /// <summary>Address of the root group's header.</summary>
    private long ReadSuperblock()
    {
        var start = new Hdf5Block(_file.Read(0, 16, "the superblock"), "the superblock", 0);
        start.Skip(8);
        var version = start.U8();
        Hdf5Block block;
        if (version >= 2)
        {
            block = new(_file.ReadChecked(0, 48, [0x89, .. "HDF\r\n"u8, 0x1A, (byte)'\n'], "the superblock"), "the superblock", 0);
            block.Skip(9);
            RequireSizes(block.U8(), block.U8(), block);
            block.Skip(1 + OffsetBytes + OffsetBytes);
            RequireLength(block.I64());
            return block.I64();
        }

        block = new(_file.Read(0, 96 + (version * 4), "the superblock"), "the superblock", 0);
        block.Skip(13);
        RequireSizes(block.U8(), block.U8(), block);
        block.Skip(9 + (version * 4) + OffsetBytes + OffsetBytes);
        RequireLength(block.I64());
        block.Skip(OffsetBytes + OffsetBytes);
        return block.I64();
    }

    private static void RequireSizes(int offsets, int lengths, in Hdf5Block block)
    {
        if (offsets != OffsetBytes || lengths != OffsetBytes)
        {
            throw block.Error($"offsets of {offsets} and lengths of {lengths} bytes (8 and 8 are supported, as NetCDF-4 has them)");
        }
    }

    private void RequireLength(long end)
    {
        if (end > _file.Length)
        {
            throw new NetCdfFormatException($"The NetCDF-4 file is cut: it says that it has {end} bytes, and has {_file.Length}.")
            {
                ByteOffset = _file.Length,
            };
        }
    }

    private void ReadObject(long address)
    {
        _found[address] = _current = new Hdf5Object();
        _isRoot = address == _root;
        var start = _file.Read(address, Math.Min(16, _file.Length - address), "an object header");
        var continuations = new Queue<(long Address, long Length)>();
        var header = new Hdf5Block(start, "an object header", address);
        if (start.AsSpan().StartsWith("OHDR"u8))
        {
            header.Skip(5);
            var flags = header.U8();
            var prefix = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
            var sizeBytes = 1 << (flags & 3);
            var whole = new Hdf5Block(_file.Read(address, prefix + sizeBytes, "an object header"), "an object header", address);
            whole.Skip(prefix);
            var size = whole.Number(sizeBytes);
            prefix += sizeBytes;
            var bytes = _file.ReadChecked(address, prefix + size + 4, "OHDR"u8, "an object header");
            var chunk = new Hdf5Block(bytes, "an object header", address);
            chunk.Skip(prefix);
            Messages2(chunk, (flags & 0x04) != 0, continuations);
            while (continuations.TryDequeue(out var next))
            {
                const string Continuation = "an object header's continuation";
                var more = new Hdf5Block(_file.ReadChecked(next.Address, next.Length, "OCHK"u8, Continuation), Continuation, next.Address);
                more.Skip(4);
                Messages2(more, (flags & 0x04) != 0, continuations);
            }
        }
        else if (start[0] == 1)
        {
            header.Skip(8);
            continuations.Enqueue((address + 16, header.U32()));
            while (continuations.TryDequeue(out var next))
            {
                var part = new Hdf5Block(_file.Read(next.Address, next.Length, "an object header"), "an object header", next.Address);
                Messages1(part, continuations);
            }
        }
        else
        {
            throw header.Error("neither of version 1 nor of version 2");
        }
    }

    private void Messages2(Hdf5Block block, bool hasOrder, Queue<(long Address, long Length)> continuations)
    {
        var headerBytes = hasOrder ? 6 : 4;
        while (block.Remaining >= headerBytes)
        {
            int type = block.U8(), size = block.U16();
            var flags = block.U8();
            block.Skip(headerBytes - 4);
            Message(type, flags, block.Part(size), continuations);
        }
    }

    private void Messages1(Hdf5Block block, Queue<(long Address, long Length)> continuations)
    {
        while (block.Remaining >= 8)
        {
            int type = block.U16(), size = block.U16();
            var flags = block.U8();
            block.Skip(3);
            Message(type, flags, block.Part(size), continuations);
        }
    }

    private void Message(int type, int flags, Hdf5Block message, Queue<(long Address, long Length)> continuations)
    {
        const int SharedMessage = 0x02;
        if ((flags & SharedMessage) != 0)
        {
            return;
        }

        switch (type)
        {
            case 0x10:
                var address = message.I64();
                if (_seen.Add(address))
                {
                    continuations.Enqueue((address, message.I64()));
                }

                break;
            case 0x02:
                Dense(message, orderBytes: 8, isLinks: true);
                break;
            case 0x15:
                Dense(message, orderBytes: 2, isLinks: false);
                break;
            case 0x06:
                Follow(Hdf5Messages.Link(message));
                break;
            case 0x11:
                foreach (var (name, child) in _messages.SymbolTable(message))
                {
                    Follow((name, child));
                }

                break;
            default:
                _messages.Check(type, message, _current);
                break;
        }
    }

    /// <summary>Links or attributes that are kept in a heap because they are many.</summary>
    private void Dense(Hdf5Block message, int orderBytes, bool isLinks)
    {
        message.Skip(1);
        var flags = message.U8();
        message.Skip((flags & 1) != 0 ? orderBytes : 0);
        foreach (var (address, bytes) in _heaps.Objects(message.I64(), message.I64()))
        {
            var found = new Hdf5Block(bytes, isLinks ? "a link" : "an attribute", address);
            if (isLinks)
            {
                Follow(Hdf5Messages.Link(found));
            }
            else
            {
                _messages.Attribute(found, _current);
            }
        }
    }

    private void Follow((string Name, long? Address) link)
    {
        if (link.Address is { } address)
        {
            _objects.Enqueue(address);
            if (_isRoot)
            {
                _named[link.Name] = address;
            }
        }
    }
}
