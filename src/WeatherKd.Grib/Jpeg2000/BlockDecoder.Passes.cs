using System.Numerics;
using System.Runtime.CompilerServices;

namespace WeatherKd.Grib.Jpeg2000;

/// <content>The three coding passes with arithmetic decoding (D.3.1, D.3.3 and D.3.4).</content>
internal unsafe ref partial struct BlockDecoder
{
    /// <summary>Coefficients not yet significant that have a significant neighbour.</summary>
    private void Significance(int plane)
    {
        var (a, c, d, input) = (_a, _c, _d, _input);
        var contexts = _contextStates;
        var significanceContexts = _significanceTable;
        var signContexts = _signTable;
        var column = _flags + _stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            var shiftEnd = RowStep * Math.Min(4, _height - top);
            for (var end = column + _width; column < end; column++, magnitude += 4)
            {
                var word = *column;
                if (((uint)word & AllSignificance) == 0 || ((uint)word & AllSelf) == AllSelf)
                {
                    continue;
                }

                for (var shift = 0; shift < shiftEnd; shift += RowStep)
                {
                    var around = (uint)(word >> shift);
                    if ((around & SelfFlag) != 0 || (around & Neighbours) == 0)
                    {
                        continue;
                    }

                    word |= (ulong)CodedFlag << shift;
                    if (MqDecoder.Decode(ref a, ref c, ref d, ref input, ref contexts[significanceContexts[around & Neighbours]]) != 0)
                    {
                        int sign = signContexts[SignIndex(word, shift)];
                        var negative = MqDecoder.Decode(ref a, ref c, ref d, ref input, ref contexts[sign >> 1]) ^ ((uint)sign & 1);
                        word = MakeSignificant(column, word, shift, negative);
                        magnitude[Row(shift)] = 1u << plane;
                    }
                }

                *column = word;
            }
        }

        (_a, _c, _d, _input) = (a, c, d, input);
    }

    /// <summary>Coefficients that were significant before this bit plane.</summary>
    private void Refinement(int plane)
    {
        var (a, c, d, input) = (_a, _c, _d, _input);
        var contexts = _contextStates;
        var column = _flags + _stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            for (var end = column + _width; column < end; column++, magnitude += 4)
            {
                var word = *column;
                var due = (uint)word & ~((uint)word >> CodedToSelf) & AllSelf;
                while (due != 0)
                {
                    var shift = BitOperations.TrailingZeroCount(due) - Self;
                    due &= due - 1;
                    var around = (uint)(word >> shift);
                    var context = (around & RefinedFlag) != 0 ? ContextTables.Magnitude + 2
                        : (around & Neighbours) != 0 ? ContextTables.Magnitude + 1 : ContextTables.Magnitude;
                    var bit = MqDecoder.Decode(ref a, ref c, ref d, ref input, ref contexts[context]);
                    magnitude[Row(shift)] |= bit << plane;
                    word |= (ulong)RefinedFlag << shift;
                }

                *column = word;
            }
        }

        (_a, _c, _d, _input) = (a, c, d, input);
    }

    /// <summary>All other coefficients; columns of four far from anything significant are skipped by one decision.</summary>
    private void CleanUp(int plane)
    {
        var (a, c, d, input) = (_a, _c, _d, _input);
        var contexts = _contextStates;
        var significanceContexts = _significanceTable;
        var signContexts = _signTable;
        var column = _flags + _stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            var shiftEnd = RowStep * Math.Min(4, _height - top);
            for (var end = column + _width; column < end; column++, magnitude += 4)
            {
                var word = *column;
                var shift = 0;
                var isFirstOfRun = false;
                if (word == 0 && shiftEnd == 4 * RowStep)
                {
                    if (MqDecoder.Decode(ref a, ref c, ref d, ref input, ref contexts[ContextTables.RunLength]) == 0)
                    {
                        continue;
                    }

                    var row = MqDecoder.Decode(ref a, ref c, ref d, ref input, ref contexts[ContextTables.Uniform]) << 1;
                    row |= MqDecoder.Decode(ref a, ref c, ref d, ref input, ref contexts[ContextTables.Uniform]);
                    shift = RowStep * (int)row;
                    isFirstOfRun = true;
                }
                else if ((((uint)word | ((uint)word >> CodedToSelf)) & AllSelf) == AllSelf)
                {
                    *column = word & ~(ulong)AllCoded;
                    continue;
                }

                for (; shift < shiftEnd; shift += RowStep)
                {
                    var around = (uint)(word >> shift);
                    if ((around & (SelfFlag | CodedFlag)) != 0)
                    {
                        continue;
                    }

                    if (isFirstOfRun
                        || MqDecoder.Decode(ref a, ref c, ref d, ref input, ref contexts[significanceContexts[around & Neighbours]]) != 0)
                    {
                        isFirstOfRun = false;
                        int sign = signContexts[SignIndex(word, shift)];
                        var negative = MqDecoder.Decode(ref a, ref c, ref d, ref input, ref contexts[sign >> 1]) ^ ((uint)sign & 1);
                        word = MakeSignificant(column, word, shift, negative);
                        magnitude[Row(shift)] = 1u << plane;
                    }
                }

                *column = word & ~(ulong)AllCoded;
            }
        }

        (_a, _c, _d, _input) = (a, c, d, input);
        if (Has(CodeBlockStyle.SegmentationSymbols))
        {
            RequireSegmentationSymbol();
        }
    }

    private void RequireSegmentationSymbol()
    {
        var symbol = 0u;
        for (var bit = 0; bit < 4; bit++)
        {
            symbol = (symbol << 1) | MqDecoder.Decode(ref _a, ref _c, ref _d, ref _input, ref _contextStates[ContextTables.Uniform]);
        }

        if (symbol != 0b1010)
        {
            throw new GribFormatException($"JPEG 2000: a bit plane closes with the symbols {symbol:B4} instead of 1010: the data are damaged");
        }
    }

    /// <summary>Row in the stripe of a flag shift: a third of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Row(int shift) => (shift * 11) >> 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SignIndex(ulong word, int shift) =>
        (int)(((word >> shift) & 0xAA) | ((word >> (shift + SignShift + 1)) & 0x55));

    /// <summary>Notes a coefficient's significance and sign in all columns that have it as a neighbour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong MakeSignificant(ulong* column, ulong word, int shift, uint negative)
    {
        var mark = 1ul | ((ulong)negative << SignShift);
        column[-1] |= mark << (shift + Self + 1);
        column[1] |= mark << (shift + Self - 1);
        if (shift == 0)
        {
            if (!IsCausal)
            {
                var above = column - _stride;
                above[-1] |= mark << 17;
                above[0] |= mark << 16;
                above[1] |= mark << 15;
            }
        }
        else if (shift == 3 * RowStep)
        {
            var below = column + _stride;
            below[-1] |= mark << 2;
            below[0] |= mark << 1;
            below[1] |= mark;
        }

        return word | (mark << (shift + Self));
    }
}
