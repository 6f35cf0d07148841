namespace WeatherKd.NetCdf.Hdf5;

/// <summary>
/// Objects that lie in an HDF5 file's heaps: links and attributes of groups with many of them (fractal heap, found by a version 2 B-tree)
/// and values of variable length (global heap).
/// </summary>
internal sealed class Hdf5Heaps(Hdf5Bytes file)
{
    private const long Undefined = -1;
    private const int LinkRecord = 5;
    private const int LinkOrderRecord = 6;
    private const int AttributeRecord = 8;
    private const int AttributeOrderRecord = 9;

    private readonly Dictionary<long, Dictionary<int, long>> _collections = [];

    /// <summary>
    /// The messages in a fractal heap that a B-tree lists. Where the tree is deeper, or the heap more nested, than the files of weather
    /// services have it: none of the deeper ones.
    /// </summary>
    public IEnumerable<(long Address, byte[] Message)> Objects(long heapAddress, long treeAddress)
    {
        if (heapAddress == Undefined || treeAddress == Undefined)
        {
            yield break;
        }

        var heap = ReadHeap(heapAddress);
        foreach (var id in heap is null ? [] : HeapIds(treeAddress))
        {
            // Type and version in the first byte: only managed objects are in blocks; tiny ones are in the id, huge ones are no links or
            // small attributes.
            if ((id[0] & 0xF0) != 0)
            {
                continue;
            }

            var (offset, length) = Position(id, heap!);
            foreach (var block in heap!.Blocks.Where(b => offset >= b.Offset && offset < b.Offset + b.Size))
            {
                var address = block.Address + offset - block.Offset;
                yield return (address, file.Read(address, Math.Min(length, block.Size), "an object of a heap"));
            }
        }
    }

    /// <summary>Checks a reference to a value of variable length.</summary>
    /// <param name="count">Number of elements that it claims.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="address">The collection that has it.</param>
    /// <param name="index">Its number there.</param>
    /// <param name="referrer">What refers to it.</param>
    public void CheckReference(uint count, uint elementBytes, long address, int index, in Hdf5Block referrer)
    {
        if (count == 0 || address is 0 or Undefined)
        {
            return;
        }

        if (!_collections.TryGetValue(address, out var objects))
        {
            _collections.Add(address, objects = ReadCollection(address));
        }

        if (!objects.TryGetValue(index, out var size) || (ulong)count * elementBytes > (ulong)size)
        {
            throw referrer.Error(
                $"{count} elements of {elementBytes} bytes are said to be in object {index} of the global heap at byte {address}, "
                + $"which has {size}");
        }
    }

    private Dictionary<int, long> ReadCollection(long address)
    {
        var header = new Hdf5Block(file.Read(address, 16, "a global heap"), "a global heap", address);
        var isHeap = header.Take(4).SequenceEqual("GCOL"u8);
        header.Skip(4);
        var size = header.I64();
        if (!isHeap || size < 16)
        {
            throw header.Error($"wrong signature, or a size of {size}");
        }

        var collection = new Hdf5Block(file.Read(address, size, "a global heap"), "a global heap", address);
        collection.Skip(16);
        var sizes = new Dictionary<int, long>();
        while (collection.Remaining >= 16)
        {
            var index = collection.U16();
            collection.Skip(6);
            var length = collection.I64();
            if (index == 0)
            {
                // Object 0 is the free space at the end.
                break;
            }

            collection.Skip(length);
            collection.Skip(Math.Min(-length & 7, collection.Remaining));
            sizes[index] = length;
        }

        return sizes;
    }

    private List<byte[]> HeapIds(long treeAddress)
    {
        var header = new Hdf5Block(file.ReadChecked(treeAddress, 38, "BTHD"u8, "a B-tree"), "a B-tree", treeAddress);
        header.Skip(5);
        var type = header.U8();
        var nodeBytes = header.U32();
        int recordBytes = header.U16(), depth = header.U16();
        header.Skip(2);
        var root = header.I64();
        var records = header.U16();
        var ids = new List<byte[]>();
        if (root != Undefined && recordBytes > 0 && depth == 0)
        {
            Leaf(root, records);
        }
        else if (root != Undefined && recordBytes > 0 && depth == 1)
        {
            // A child's number of records takes as many bytes as that of a full leaf needs.
            var countBytes = ((nodeBytes - 10) / recordBytes) > 255 ? 2 : 1;
            var length = 6 + (records * (long)recordBytes) + ((records + 1L) * (8 + countBytes)) + 4;
            var node = new Hdf5Block(file.ReadChecked(root, length, "BTIN"u8, "a node of a B-tree"), "a node of a B-tree", root);
            node.Skip(6);
            Take(ref node, records);
            for (var child = 0; child <= records; child++)
            {
                var address = node.I64();
                Leaf(address, (int)node.Number(countBytes));
            }
        }

        return ids;

        void Leaf(long address, int count)
        {
            const string What = "a leaf of a B-tree";
            var leaf = new Hdf5Block(file.ReadChecked(address, 6 + (count * (long)recordBytes) + 4, "BTLF"u8, What), What, address);
            leaf.Skip(6);
            Take(ref leaf, count);
        }

        void Take(ref Hdf5Block node, int count)
        {
            for (var i = 0; i < count; i++)
            {
                var record = node.Part(recordBytes);
                switch (type)
                {
                    case LinkRecord:
                        record.Skip(4);
                        ids.Add(record.Take(7).ToArray());
                        break;
                    case LinkOrderRecord:
                        record.Skip(8);
                        ids.Add(record.Take(7).ToArray());
                        break;
                    case AttributeRecord or AttributeOrderRecord:
                        ids.Add(record.Take(8).ToArray());
                        break;
                }
            }
        }
    }

    /// <summary>Where an object lies in the heap's own space, and its length.</summary>
    private static (long Offset, long Length) Position(byte[] id, FractalHeap heap)
    {
        var bytes = new Hdf5Block(id, "an object's id", 0);
        bytes.Skip(1);
        var offset = bytes.Number(heap.OffsetBytes);
        return (offset, bytes.Number(Math.Min(bytes.Remaining, heap.LengthBytes)));
    }

    private FractalHeap? ReadHeap(long address)
    {
        var header = new Hdf5Block(file.Read(address, 14, "a fractal heap"), "a fractal heap", address);
        header.Skip(7);
        if (header.U16() != 0)
        {
            // Filtered: the format allows it, the NetCDF library does not do it.
            return null;
        }

        header = new Hdf5Block(file.ReadChecked(address, 146, "FRHP"u8, "a fractal heap"), "a fractal heap", address);
        header.Skip(9);
        var hasChecksums = (header.U8() & 0x02) != 0;
        var largestManaged = header.U32();
        header.Skip(12 * 8);
        var width = header.U16();
        long start = header.I64(), largestDirect = header.I64();
        var heapBits = header.U16();
        header.Skip(2);
        var root = header.I64();
        var rows = header.U16();
        var offsetBytes = (heapBits + 7) / 8;
        if (start <= 0 || largestDirect < start || largestManaged == 0)
        {
            throw header.Error($"blocks of {start} to {largestDirect} bytes with objects of up to {largestManaged}");
        }

        var lengthBytes = (long.Log2(Math.Min(largestDirect, largestManaged)) + 7) / 8;
        var blocks = new List<(long Address, long Offset, long Size)>();
        if (root != Undefined && rows == 0)
        {
            blocks.Add((root, 0, start));
        }
        else if (root != Undefined)
        {
            var directRows = Math.Min(rows, long.Log2(largestDirect) - long.Log2(start) + 2);
            var children = rows * (long)width;
            const string What = "a block of a heap";
            var node = new Hdf5Block(file.ReadChecked(root, 13 + offsetBytes + (children * 8) + 4, "FHIB"u8, What), What, root);
            node.Skip(13 + offsetBytes);
            long offset = 0;
            for (var row = 0; row < directRows; row++)
            {
                var size = row < 2 ? start : start << (row - 1);
                for (var column = 0; column < width; column++)
                {
                    var child = node.I64();
                    if (child != Undefined)
                    {
                        blocks.Add((child, offset, size));
                    }

                    offset += size;
                }
            }
        }

        if (hasChecksums)
        {
            blocks.ForEach(block => CheckDirect(block, 13 + offsetBytes));
        }

        return new FractalHeap(offsetBytes, (int)lengthBytes, blocks);
    }

    /// <summary>The checksum of a block with values is in front of them, and counts as 0 in itself.</summary>
    private void CheckDirect((long Address, long Offset, long Size) block, int checksumAt)
    {
        var bytes = file.Read(block.Address, block.Size, "a block of a heap");
        var reader = new Hdf5Block(bytes, "a block of a heap", block.Address);
        var isBlock = reader.Take(4).SequenceEqual("FHDB"u8);
        reader.Skip(checksumAt - 4);
        var checksum = reader.U32();
        bytes.AsSpan(checksumAt, 4).Clear();
        if (!isBlock || checksum != Lookup3.Hash(bytes))
        {
            throw reader.Error("wrong signature or checksum");
        }
    }

    private sealed record FractalHeap(int OffsetBytes, int LengthBytes, List<(long Address, long Offset, long Size)> Blocks);
}
