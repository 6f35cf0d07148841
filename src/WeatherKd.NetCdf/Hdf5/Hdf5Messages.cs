using System.Text;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.Hdf5;

/// <summary>The messages of HDF5 object headers whose declared sizes the library allocates: each is compared with what there is.</summary>
internal sealed partial class Hdf5Messages(Hdf5Bytes file, Hdf5Heaps heaps)
{
    /// <summary>
    /// Most bytes of a chunk, which is read as a whole: as many as the file can unpack to by deflate, at least 64 MiB, at most 1 GiB.
    /// </summary>
    private const long LeastChunkAllowed = 64L << 20;
    private const long MostChunkAllowed = 1L << 30;
    private const int LargestDeflateRatio = 1032;

    private const int MostDimensions = 32;
    private const int LargestElement = 1 << 20;
    private const int WholeNumber = 0;
    private const int FloatingPoint = 1;
    private const int VariableLength = 9;
    private const int MostNumbers = 1 << 12;
    private const int MostTreeNodes = 1 << 20;

    /// <summary>Checks a message by its type, and notes what it says of its object.</summary>
    public void Check(int type, Hdf5Block message, Hdf5Object found)
    {
        switch (type)
        {
            case 0x01:
                _ = Dataspace(message);
                break;
            case 0x03:
                found.IsBigEndian = Datatype(message).IsBigEndian;
                break;
            case 0x08:
                Layout(message, found);
                break;
            case 0x0B:
                Filters(message, found);
                break;
            case 0x0C:
                Attribute(message, found);
                break;
        }
    }

    /// <summary>Name of a link, and address of the object that it leads to; null for soft and external links.</summary>
    public static (string Name, long? Address) Link(Hdf5Block message)
    {
        message.Skip(1);
        var flags = message.U8();
        var type = (flags & 0x08) != 0 ? message.U8() : 0;
        message.Skip(((flags & 0x04) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0));
        var name = Encoding.UTF8.GetString(message.Take(message.Number(1 << (flags & 3))));
        return (name, type == 0 ? message.I64() : null);
    }

    /// <summary>The objects of a group of the older kind, by name.</summary>
    public List<(string Name, long Address)> SymbolTable(Hdf5Block message)
    {
        long tree = message.I64(), names = message.I64();
        var heap = new Hdf5Block(file.Read(names, 32, "a local heap"), "a local heap", names);
        if (!heap.Take(4).SequenceEqual("HEAP"u8))
        {
            throw heap.Error("wrong signature");
        }

        heap.Skip(4);
        var size = heap.I64();
        heap.Skip(8);
        var texts = file.Read(heap.I64(), size, "a local heap's names");
        var children = new List<(string Name, long Address)>();
        Tree(tree, type: 0, keyBytes: 8, (_, _, leaf) =>
        {
            var node = new Hdf5Block(file.Read(leaf, 8, "a symbol table node"), "a symbol table node", leaf);
            if (!node.Take(4).SequenceEqual("SNOD"u8))
            {
                throw node.Error("wrong signature");
            }

            node.Skip(2);
            var count = node.U16();
            var entries = new Hdf5Block(file.Read(leaf + 8, count * 40L, "a symbol table node"), "a symbol table node", leaf);
            for (var i = 0; i < count; i++)
            {
                var name = entries.I64();
                if (name < 0 || name >= texts.Length)
                {
                    throw entries.Error($"a name at byte {name} of {texts.Length}");
                }

                var text = texts.AsSpan((int)name);
                children.Add((Encoding.UTF8.GetString(text[..Math.Max(text.IndexOf((byte)0), 0)]), entries.I64()));
                entries.Skip(24);
            }
        });
        return children;
    }

    /// <summary>Checks an attribute: its value must be in the message, and what it refers to in the file.</summary>
    public void Attribute(Hdf5Block message, Hdf5Object found)
    {
        var version = message.U8();
        var flags = message.U8();
        if (version is < 1 or > 3)
        {
            throw message.Error($"an attribute of version {version} (1 to 3 exist)");
        }

        int name = message.U16(), type = message.U16(), space = message.U16();
        message.Skip(version == 3 ? 1 : 0);
        var called = Encoding.UTF8.GetString(message.Take(Padded(name))).TrimEnd('\0');
        if ((flags & 0x03) != 0)
        {
            // Type or space are kept elsewhere.
            return;
        }

        var datatype = message.Part(Padded(type));
        var element = datatype;
        var (kind, elementBytes, baseBytes, isBigEndian) = Datatype(datatype);
        var count = Dataspace(message.Part(Padded(space)));
        var values = message.Part(checked((long)Math.Min(count * elementBytes, int.MaxValue)));
        if (isBigEndian == true && count <= MostNumbers && NumberType(element) is { } numberType)
        {
            var numbers = new double[count];
            numberType.Read(values.Take(values.Remaining), numbers, isBigEndian: true);
            found.BigEndianAttributes[called] = numbers;
            return;
        }

        for (ulong i = 0; kind == VariableLength && i < count; i++)
        {
            var length = values.U32();
            var address = values.I64();
            heaps.CheckReference(length, baseBytes, address, (int)values.U32(), values);
        }

        int Padded(int bytes) => version == 1 ? (bytes + 7) & ~7 : bytes;
    }

    private static ulong Dataspace(Hdf5Block message)
    {
        const int Null = 2;
        int version = message.U8(), rank = message.U8();
        message.Skip(1);
        var kind = message.U8();
        message.Skip(version == 1 ? 4 : 0);
        if (version > 1 && kind == Null)
        {
            return 0;
        }

        if (rank > MostDimensions)
        {
            throw message.Error($"{rank} dimensions (up to {MostDimensions} are allowed)");
        }

        ulong count = 1;
        for (var i = 0; i < rank; i++)
        {
            var length = (ulong)message.I64();
            count = length == 0 ? 0 : count > ulong.MaxValue / LargestElement / length ? ulong.MaxValue / LargestElement : count * length;
        }

        return count;
    }

    /// <summary>
    /// Class and size of an element; of those of variable length also the size of what they are made of, of numbers the order of their
    /// bytes.
    /// </summary>
    private static (int Kind, uint Bytes, uint BaseBytes, bool? IsBigEndian) Datatype(Hdf5Block message)
    {
        var kind = message.U8() & 0x0F;
        bool? isBigEndian = (message.U8() & 1) != 0;
        message.Skip(2);
        var bytes = message.U32();
        if (bytes is 0 or > LargestElement)
        {
            throw message.Error($"elements of {bytes} bytes (1 to {LargestElement} are allowed)");
        }

        if (kind != VariableLength)
        {
            return (kind, bytes, 0, kind is WholeNumber or FloatingPoint ? isBigEndian : null);
        }

        message.Skip(4);
        return (kind, bytes, message.U32(), null);
    }

    /// <summary>The type of numbers, where they are those of NetCDF.</summary>
    private static NetCdfType? NumberType(Hdf5Block message)
    {
        var kind = message.U8() & 0x0F;
        var isSigned = (message.U8() & 0x08) != 0;
        message.Skip(2);
        return (kind, message.U32()) switch
        {
            (FloatingPoint, 4) => NetCdfType.Float,
            (FloatingPoint, 8) => NetCdfType.Double,
            (WholeNumber, 1) => NetCdfType.Byte.WithSign(isSigned),
            (WholeNumber, 2) => NetCdfType.Short.WithSign(isSigned),
            (WholeNumber, 4) => NetCdfType.Int.WithSign(isSigned),
            (WholeNumber, 8) => NetCdfType.Int64.WithSign(isSigned),
            _ => null,
        };
    }

    /// <summary>The filter pipeline (HDF5 File Format Specification 3.0, IV.A.2.l).</summary>
    private static void Filters(Hdf5Block message, Hdf5Object found)
    {
        const int FirstNamed = 256;
        int version = message.U8(), count = message.U8();
        message.Skip(version == 1 ? 6 : 0);
        for (var i = 0; i < count; i++)
        {
            var filter = message.U16();
            var nameBytes = version == 1 || filter >= FirstNamed ? message.U16() : 0;
            message.Skip(2);
            var values = message.U16();
            message.Skip(version == 1 ? (nameBytes + 7) & ~7 : nameBytes);
            message.Skip((4 * values) + (version == 1 ? 4 * (values & 1) : 0));
            found.Filters.Add(filter);
        }
    }

    /// <summary>Calls back with the first two numbers of each leaf's key, and with its address.</summary>
    private void Tree(long root, int type, int keyBytes, Action<uint, uint, long> leaf)
    {
        var nodes = new Queue<long>([root]);
        var seen = new HashSet<long>();
        while (nodes.TryDequeue(out var address) && seen.Count < MostTreeNodes)
        {
            if (!seen.Add(address))
            {
                continue;
            }

            var head = new Hdf5Block(file.Read(address, 24, "a B-tree node"), "a B-tree node", address);
            var isTree = head.Take(4).SequenceEqual("TREE"u8) && head.U8() == type;
            var level = head.U8();
            var entries = head.U16();
            if (!isTree)
            {
                throw head.Error("wrong signature or type");
            }

            var node = new Hdf5Block(file.Read(address + 24, entries * (keyBytes + 8L), "a B-tree node"), "a B-tree node", address);
            for (var i = 0; i < entries; i++)
            {
                var key = node.Part(keyBytes);
                var child = node.I64();
                if (level > 0)
                {
                    nodes.Enqueue(child);
                }
                else
                {
                    leaf(key.U32(), key.U32(), child);
                }
            }
        }
    }
}
