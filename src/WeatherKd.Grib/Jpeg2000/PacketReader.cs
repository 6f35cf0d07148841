using System.Numerics;
using System.Runtime.InteropServices;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>Reads a tile's packets (B.9 and B.10): which code-blocks they add to, how many passes, and where the bytes lie.</summary>
internal ref struct PacketReader
{
    private const int MostZeroPlanes = 80;
    private const int MostLengthBits = 31;
    private const int PassesBeforeBypass = 10;

    private readonly ReadOnlySpan<byte> _data;
    private readonly TileHeader _tile;
    private readonly TileBlocks _blocks;
    private readonly CodingStyle _style;
    private readonly ReadOnlySpan<byte> _packedHeaders;
    private int _packedPosition;
    private int _nextBody;
    private int _position;
    private int _bodyEnd;

    public PacketReader(ReadOnlySpan<byte> data, TileHeader tile, TileBlocks blocks)
    {
        _data = data;
        _tile = tile;
        _blocks = blocks;
        _style = _tile.Parameters.Style;
        _packedHeaders = CollectionsMarshal.AsSpan(_tile.PackedHeaders);
    }

    /// <summary>Packets asked for, read or not.</summary>
    public long Visits { get; private set; }

    /// <summary>Reads the packet of a layer in a precinct, unless an earlier stretch of the progression has had it.</summary>
    /// <exception cref="GribFormatException">The data end early or the header breaks the format.</exception>
    public void Read(Resolution resolution, int precinct, int layer)
    {
        var index = _blocks.FirstPrecinct(resolution.Level) + precinct;
        Visits++;
        if (layer != _blocks.LayersRead[index])
        {
            return;
        }

        _blocks.LayersRead[index]++;
        while (_position == _bodyEnd && _nextBody < _tile.Bodies.Count)
        {
            (_position, _bodyEnd) = (_tile.Bodies[_nextBody].Start.Value, _tile.Bodies[_nextBody].End.Value);
            _nextBody++;
        }

        if (_style.MayHaveStartMarkers && _data[_position.._bodyEnd] is [0xFF, 0x91, _, _, _, _, ..])
        {
            _position += 6;
        }

        var firstChunk = _blocks.ChunkCount;
        ReadHeader(resolution, index, layer);
        for (var chunk = firstChunk; chunk < _blocks.ChunkCount; chunk++)
        {
            ref var bytes = ref _blocks.Chunk(chunk);
            if (bytes.Length > _bodyEnd - _position)
            {
                throw new GribFormatException(
                    $"JPEG 2000: the data end at byte {_bodyEnd}, inside a packet with {bytes.Length} bytes for a code-block from byte "
                    + $"{_position}");
            }

            bytes.Start = _position;
            _position += bytes.Length;
        }
    }

    private static int ReadPassCount(ref PacketBitReader bits)
    {
        if (bits.Read() == 0)
        {
            return 1;
        }

        if (bits.Read() == 0)
        {
            return 2;
        }

        var count = bits.Read(2);
        if (count < 3)
        {
            return 3 + count;
        }

        count = bits.Read(5);
        return count < 31 ? 6 + count : 37 + bits.Read(7);
    }

    /// <summary>Passes that still go into the current codeword after so many (table D.9 for bypass).</summary>
    public static int PassesLeftInCodeword(CodeBlockStyle style, int passes)
    {
        if ((style & CodeBlockStyle.TerminateEachPass) == CodeBlockStyle.TerminateEachPass)
        {
            return 1;
        }

        if ((style & CodeBlockStyle.ArithmeticBypass) != CodeBlockStyle.ArithmeticBypass)
        {
            return int.MaxValue;
        }

        // Bypass: after the fourth bit plane, two raw passes and one arithmetic pass take turns.
        return passes < PassesBeforeBypass ? PassesBeforeBypass - passes : ((passes - PassesBeforeBypass) % 3) switch { 0 => 2, _ => 1 };
    }

    private void ReadHeader(Resolution resolution, int precinct, int layer)
    {
        var bits = _tile.HasPackedHeaders
            ? new PacketBitReader(_packedHeaders, _packedPosition)
            : new PacketBitReader(_data[.._bodyEnd], _position);
        if (bits.Read() != 0)
        {
            for (var band = 0; band < resolution.Subbands.Length; band++)
            {
                ref var precinctBand = ref _blocks.Bands[(3 * precinct) + band];
                for (var block = 0; block < precinctBand.BlocksAcross * precinctBand.BlocksDown; block++)
                {
                    ReadBlock(ref bits, in precinctBand, block, layer);
                }
            }
        }

        bits.Finish();
        var end = bits.Position;
        var source = _tile.HasPackedHeaders ? _packedHeaders : _data[.._bodyEnd];
        if (_style.HasEndMarkers && source[end..] is [0xFF, 0x92, ..])
        {
            end += 2;
        }

        if (_tile.HasPackedHeaders)
        {
            _packedPosition = end;
        }
        else
        {
            _position = end;
        }
    }

    private readonly void ReadBlock(ref PacketBitReader bits, in PrecinctBand band, int index, int layer)
    {
        var (column, row) = (index % band.BlocksAcross, index / band.BlocksAcross);
        ref var block = ref _blocks.Blocks[band.FirstBlock + index];
        if (block.LengthBits > 0)
        {
            if (bits.Read() == 0)
            {
                return;
            }
        }
        else
        {
            if (band.Inclusion.Read(_blocks.Nodes, ref bits, column, row, layer + 1) > layer)
            {
                return;
            }

            block.ZeroPlanes = (byte)band.ZeroPlanes.Read(_blocks.Nodes, ref bits, column, row, MostZeroPlanes);
            block.LengthBits = 3;
        }

        var passes = ReadPassCount(ref bits);
        while (bits.Read() != 0 && block.LengthBits <= MostLengthBits)
        {
            block.LengthBits++;
        }

        while (passes > 0)
        {
            var inCodeword = Math.Min(passes, PassesLeftInCodeword(_style.BlockStyle, block.Passes));
            var lengthBits = block.LengthBits + BitOperations.Log2((uint)inCodeword);
            if (lengthBits > MostLengthBits || block.Passes + inCodeword > byte.MaxValue)
            {
                throw new GribFormatException(
                    $"JPEG 2000: a code-block with {block.Passes + inCodeword} passes and lengths of {lengthBits} bits");
            }

            _blocks.AddChunk(ref block, bits.Read(lengthBits), inCodeword);
            passes -= inCodeword;
        }
    }
}
