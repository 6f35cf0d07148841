using System.Runtime.CompilerServices;

namespace WeatherKd.Grib.Jpeg2000;

/// <content>The two passes that arithmetic bypass codes as raw bits (D.6).</content>
internal unsafe ref partial struct BlockDecoder
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RawSignificance(int plane)
    {
        var column = _flags + _stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            var shiftEnd = RowStep * Math.Min(4, _height - top);
            for (var end = column + _width; column < end; column++, magnitude += 4)
            {
                for (var shift = 0; shift < shiftEnd; shift += RowStep)
                {
                    var around = (uint)(*column >> shift);
                    if ((around & SelfFlag) != 0 || (around & Neighbours) == 0)
                    {
                        continue;
                    }

                    *column |= (ulong)CodedFlag << shift;
                    if (_raw.Read() != 0)
                    {
                        var negative = _raw.Read();
                        *column = MakeSignificant(column, _stride, IsCausal, *column, 1u << shift, negative);
                        magnitude[Row(1u << shift)] = (1u << plane) | (negative << SignBit);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RawRefinement(int plane)
    {
        var column = _flags + _stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            for (var end = column + _width; column < end; column++, magnitude += 4)
            {
                for (var shift = 0; shift < 4 * RowStep; shift += RowStep)
                {
                    if (((uint)(*column >> shift) & (SelfFlag | CodedFlag)) == SelfFlag)
                    {
                        magnitude[Row(1u << shift)] |= _raw.Read() << plane;
                        *column |= (ulong)RefinedFlag << shift;
                    }
                }
            }
        }
    }

    /// <summary>Raw bits of a codeword; after a byte FF the next has seven, and after the end come ones.</summary>
    private struct RawBits(byte* codeword)
    {
        private byte* _next = codeword;
        private uint _current;
        private int _bitsLeft;

        public uint Read()
        {
            if (_bitsLeft == 0)
            {
                _bitsLeft = 8;
                if (_current != 0xFF)
                {
                    _current = *_next++;
                }
                else if (*_next <= 0x8F)
                {
                    _current = *_next++;
                    _bitsLeft = 7;
                }
            }

            return (_current >> --_bitsLeft) & 1;
        }
    }
}
