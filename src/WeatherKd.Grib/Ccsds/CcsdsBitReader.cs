using System.Buffers.Binary;
using System.Numerics;

namespace WeatherKd.Grib.Ccsds;

/// <summary>Reads a CCSDS 121.0-B stream bit by bit, most significant first. Never reads outside the data.</summary>
internal ref struct CcsdsBitReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private readonly long _length = data.Length * 8L;
    private long _position;

    /// <summary>Reads an unsigned number of 1 to 32 bits.</summary>
    public uint ReadBits(int count)
    {
        Require(count);
        var window = BigEndianAt((int)(_position >> 3)) << (int)(_position & 7);
        _position += count;
        return (uint)(window >> (64 - count));
    }

    /// <summary>Skips to the next whole byte.</summary>
    public void AlignToByte() => _position = (_position + 7) & ~7L;

    /// <summary>
    /// Reads a block of split samples (section 3.3): first the high parts as fundamental sequences, then the
    /// <paramref name="lowBits"/> low bits of each.
    /// </summary>
    /// <exception cref="GribFormatException">The data end early or a sample is larger than <paramref name="largestSample"/>.</exception>
    public void ReadSplitSamples(scoped Span<uint> block, int lowBits, uint largestSample)
    {
        var largestHighPart = ReadFundamentalSequences(block);
        if (largestHighPart > largestSample >> lowBits || (1ul << lowBits) - 1 > largestSample)
        {
            throw new GribFormatException(
                $"CCSDS stream: a split sample with {lowBits} low bits and high part {largestHighPart} is above {largestSample}");
        }

        if (lowBits > 0)
        {
            AppendLowBits(block, lowBits);
        }
    }

    /// <summary>Reads as many fundamental sequences (zeros ended by a one) as the span holds.</summary>
    /// <returns>A number with at least the bits of every sequence's length set: at least as large as the longest.</returns>
    /// <exception cref="GribFormatException">The data end early.</exception>
    public uint ReadFundamentalSequences(scoped Span<uint> counts)
    {
        var anyBits = 0u;
        var at = _position;

        // Bit offset of the last one seen, relative to the window's start: before the first sequence, the bit before it.
        var lastOne = -1L;
        for (var done = 0; done < counts.Length;)
        {
            if (at >= _length)
            {
                throw Truncated();
            }

            // With the first bit lowest, "clear the lowest set bit" walks from one to one in a cycle each.
            var window = ReversedAt((int)(at >> 3)) >> (int)(at & 7);
            var windowBits = 64 - (int)(at & 7);
            var batch = counts.Slice(done, Math.Min(BitOperations.PopCount(window), counts.Length - done));
            foreach (ref var count in batch)
            {
                var one = BitOperations.TrailingZeroCount(window);
                window &= window - 1;
                count = (uint)(one - lastOne - 1);
                anyBits |= count;
                lastOne = one;
            }

            done += batch.Length;
            if (done < counts.Length)
            {
                at += windowBits;
                lastOne -= windowBits;
            }
        }

        _position = at + lastOne + 1;
        return anyBits;
    }

    /// <summary>Shifts every value left and fills in as many bits from the stream.</summary>
    /// <exception cref="GribFormatException">The data end early.</exception>
    public void AppendLowBits(scoped Span<uint> values, int width)
    {
        Require((long)values.Length * width);
        var vectorised = CcsdsLowBits.Append(_data, _position, values, width);
        var at = _position + ((long)vectorised * width);
        foreach (ref var value in values[vectorised..])
        {
            var window = BigEndianAt((int)(at >> 3)) << (int)(at & 7);
            value = (uint)((ulong)value << width) | (uint)(window >> (64 - width));
            at += width;
        }

        _position = at;
    }

    private readonly void Require(long bits)
    {
        if (_position + bits > _length)
        {
            throw Truncated();
        }
    }

    private readonly GribFormatException Truncated() =>
        new($"CCSDS stream: the data end after {_data.Length} bytes, before all samples are decoded");

    private readonly ulong BigEndianAt(int index) =>
        index <= _data.Length - 8 ? BinaryPrimitives.ReadUInt64BigEndian(_data[index..]) : TailAt(index);

    /// <summary>The 64 bits from a byte on, the stream's first bit as the lowest.</summary>
    private readonly ulong ReversedAt(int index)
    {
        var word = BinaryPrimitives.ReverseEndianness(BigEndianAt(index));
        word = ((word >> 1) & 0x5555_5555_5555_5555) | ((word & 0x5555_5555_5555_5555) << 1);
        word = ((word >> 2) & 0x3333_3333_3333_3333) | ((word & 0x3333_3333_3333_3333) << 2);
        return ((word >> 4) & 0x0F0F_0F0F_0F0F_0F0F) | ((word & 0x0F0F_0F0F_0F0F_0F0F) << 4);
    }

    /// <summary>The last bytes of the data, followed by zeros.</summary>
    private readonly ulong TailAt(int index)
    {
        Span<byte> padded = stackalloc byte[8];
        padded.Clear();
        _data[Math.Min(index, _data.Length)..].CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }
}
