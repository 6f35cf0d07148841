namespace WeatherKd.NetCdf.Hdf5;

/// <content>How a variable lies in the file, in one piece or in chunks.</content>
internal sealed partial class Hdf5Messages
{
    private void Layout(Hdf5Block message, Hdf5Object found)
    {
        const int Contiguous = 1, Chunked = 2;
        var version = message.U8();
        if (version is 1 or 2)
        {
            int rank = message.U8(), kind = message.U8();
            message.Skip(5);
            var tree = kind > 0 ? message.I64() : 0;
            if (kind == Chunked)
            {
                CheckChunk(ref message, rank, 4);
                CheckChunks(tree, rank, found);
            }
        }
        else if (version is 3 or 4)
        {
            var kind = message.U8();
            if (kind == Contiguous)
            {
                long address = message.I64(), size = message.I64();
                if (address != -1 && (size < 0 || address < 0 || address > file.Length - size))
                {
                    throw message.Error($"data of {size} bytes at byte {address} do not fit in the file's {file.Length}");
                }
            }
            else if (kind == Chunked && version == 3)
            {
                var rank = message.U8();
                var tree = message.I64();
                CheckChunk(ref message, rank, 4);
                CheckChunks(tree, rank, found);
            }
            else if (kind == Chunked)
            {
                message.Skip(1);
                int rank = message.U8(), bytes = message.U8();
                CheckChunk(ref message, rank, Math.Min(bytes, 8));
            }
        }
    }

    private void CheckChunk(ref Hdf5Block message, int rank, int bytes)
    {
        var allowed = Math.Min(Math.Max(LeastChunkAllowed, file.Length * LargestDeflateRatio), MostChunkAllowed);
        double size = 1;
        for (var i = 0; i < rank; i++)
        {
            size *= message.Number(bytes);
        }

        if (!(size > 0 && size <= allowed))
        {
            throw message.Error($"chunks of {size} bytes (up to {allowed} are allowed)");
        }
    }

    /// <summary>Every chunk's stored size, which is allocated before it is read.</summary>
    private void CheckChunks(long tree, int rank, Hdf5Object found)
    {
        if (tree != -1)
        {
            Tree(tree, type: 1, keyBytes: 8 + (8 * rank), (stored, skipped, address) =>
            {
                found.SkipsFilters |= skipped != 0;
                if (address < 0 || address > file.Length - stored)
                {
                    throw new Hdf5Block([], "a chunk", address).Error($"{stored} bytes do not fit in the file's {file.Length}");
                }
            });
        }
    }
}
