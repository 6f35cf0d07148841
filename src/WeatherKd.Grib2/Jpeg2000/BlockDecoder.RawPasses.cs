namespace WeatherKd.Grib2.Jpeg2000;

/// <content>The two passes that arithmetic bypass codes as raw bits (D.6).</content>
internal unsafe ref partial struct BlockDecoder
{
    private void RawSignificance(int plane)
    {
        var column = flags + stride + 1;
        var magnitude = magnitudes;
        for (var top = 0; top < height; top += 4, column += 2)
        {
            var shiftEnd = RowStep * Math.Min(4, height - top);
            for (var end = column + width; column < end; column++, magnitude += 4)
            {
                for (var shift = 0; shift < shiftEnd; shift += RowStep)
                {
                    var around = (uint)(*column >> shift);
                    if ((around & SelfFlag) != 0 || (around & Neighbours) == 0)
                    {
                        continue;
                    }

                    *column |= (ulong)CodedFlag << shift;
                    if (raw.Read() != 0)
                    {
                        *column = MakeSignificant(column, *column, shift, raw.Read());
                        magnitude[Row(shift)] = 1u << plane;
                    }
                }
            }
        }
    }

    private void RawRefinement(int plane)
    {
        var column = flags + stride + 1;
        var magnitude = magnitudes;
        for (var top = 0; top < height; top += 4, column += 2)
        {
            for (var end = column + width; column < end; column++, magnitude += 4)
            {
                for (var shift = 0; shift < 4 * RowStep; shift += RowStep)
                {
                    if (((uint)(*column >> shift) & (SelfFlag | CodedFlag)) == SelfFlag)
                    {
                        magnitude[Row(shift)] |= raw.Read() << plane;
                        *column |= (ulong)RefinedFlag << shift;
                    }
                }
            }
        }
    }

    /// <summary>Raw bits of a codeword; after a byte FF the next has seven, and after the end come ones.</summary>
    private struct RawBits(byte* codeword)
    {
        private byte* next = codeword;
        private uint current;
        private int bitsLeft;

        public uint Read()
        {
            if (bitsLeft == 0)
            {
                bitsLeft = 8;
                if (current != 0xFF)
                {
                    current = *next++;
                }
                else if (*next <= 0x8F)
                {
                    current = *next++;
                    bitsLeft = 7;
                }
            }

            return (current >> --bitsLeft) & 1;
        }
    }
}
