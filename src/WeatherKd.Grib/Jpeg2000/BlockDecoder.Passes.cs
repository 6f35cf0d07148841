using System.Numerics;
using System.Runtime.CompilerServices;

namespace WeatherKd.Grib.Jpeg2000;

/// <content>The three coding passes with arithmetic decoding (D.3.1, D.3.3 and D.3.4).</content>
internal unsafe ref partial struct BlockDecoder
{
    /// <summary>Coefficients not yet significant that have a significant neighbour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Significance(int plane)
    {
        var first = 1u << plane;
        var (a, c, input) = (_a, _c, _input);
        var tables = _tables;
        var contexts = (MqContext*)tables;
        var (stride, isCausal) = (_stride, IsCausal);
        var column = _flags + stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            var rows = RowsFrom(top);
            for (var end = column + _width; column < end; column++, magnitude += 4)
            {
                var word = *column;
                if (((uint)word & AllSignificance) == 0)
                {
                    continue;
                }

                var due = WithNeighbours((uint)word) & ~((uint)word >> Self) & rows;
                if (due == 0)
                {
                    continue;
                }

                do
                {
                    var shift = BitOperations.TrailingZeroCount(due);
                    due &= due - 1;
                    word |= (ulong)CodedFlag << shift;
                    ref var context = ref contexts[tables[SignificanceTable + ((uint)(word >> shift) & Neighbours)]];
                    if (MqDecoder.Decode(ref a, ref c, ref input, ref context) != 0)
                    {
                        uint sign = tables[SignTable + SignIndex(word, shift)];
                        var negative = MqDecoder.Decode(ref a, ref c, ref input, ref contexts[sign >> 1]) ^ (sign & 1);
                        word = MakeSignificant(column, stride, isCausal, word, shift, negative);
                        magnitude[Row(shift)] = first | (negative << SignBit);

                        // The coefficient below has a significant neighbour now.
                        due |= (1u << (shift + RowStep)) & ~((uint)word >> Self) & rows;
                    }
                }
                while (due != 0);

                *column = word;
            }
        }

        (_a, _c, _input) = (a, c, input);
    }

    /// <summary>Coefficients that were significant before this bit plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Refinement(int plane)
    {
        var (a, c, input) = (_a, _c, _input);
        var contexts = (MqContext*)_tables;

        // Most coefficients have been refined before: their context stays in a register.
        var usual = contexts[ContextTables.Magnitude + 2];
        var column = _flags + _stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            for (var end = column + _width; column < end; column++, magnitude += 4)
            {
                var word = *column;
                var due = ((uint)word >> Self) & ~((uint)word >> Coded) & AllRows;
                if (due == 0)
                {
                    continue;
                }

                *column = word | ((ulong)due << Refined);
                do
                {
                    var shift = BitOperations.TrailingZeroCount(due);
                    due &= due - 1;
                    var around = (uint)(word >> shift);
                    uint bit;
                    if ((around & RefinedFlag) != 0)
                    {
                        bit = MqDecoder.Decode(ref a, ref c, ref input, ref usual);
                    }
                    else
                    {
                        var context = (around & Neighbours) != 0 ? ContextTables.Magnitude + 1 : ContextTables.Magnitude;
                        bit = MqDecoder.Decode(ref a, ref c, ref input, ref contexts[context]);
                    }

                    magnitude[Row(shift)] |= bit << plane;
                }
                while (due != 0);
            }
        }

        contexts[ContextTables.Magnitude + 2] = usual;
        (_a, _c, _input) = (a, c, input);
    }

    /// <summary>All other coefficients; columns of four far from anything significant are skipped by one decision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CleanUp(int plane)
    {
        var first = 1u << plane;
        var (a, c, input) = (_a, _c, _input);
        var tables = _tables;
        var contexts = (MqContext*)tables;
        var (stride, isCausal) = (_stride, IsCausal);
        var column = _flags + stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            var rows = RowsFrom(top);
            for (var end = column + _width; column < end; column++, magnitude += 4)
            {
                var word = *column;
                var due = ~(((uint)word >> Self) | ((uint)word >> Coded)) & rows;
                var isFirstOfRun = false;
                if (word == 0 && rows == AllRows)
                {
                    if (MqDecoder.Decode(ref a, ref c, ref input, ref contexts[ContextTables.RunLength]) == 0)
                    {
                        continue;
                    }

                    var row = MqDecoder.Decode(ref a, ref c, ref input, ref contexts[ContextTables.Uniform]) << 1;
                    row |= MqDecoder.Decode(ref a, ref c, ref input, ref contexts[ContextTables.Uniform]);
                    due &= uint.MaxValue << (RowStep * (int)row);
                    isFirstOfRun = true;
                }

                while (due != 0)
                {
                    var shift = BitOperations.TrailingZeroCount(due);
                    due &= due - 1;
                    ref var context = ref contexts[tables[SignificanceTable + ((uint)(word >> shift) & Neighbours)]];
                    if (isFirstOfRun || MqDecoder.Decode(ref a, ref c, ref input, ref context) != 0)
                    {
                        isFirstOfRun = false;
                        uint sign = tables[SignTable + SignIndex(word, shift)];
                        var negative = MqDecoder.Decode(ref a, ref c, ref input, ref contexts[sign >> 1]) ^ (sign & 1);
                        word = MakeSignificant(column, stride, isCausal, word, shift, negative);
                        magnitude[Row(shift)] = first | (negative << SignBit);
                    }
                }

                *column = word & ~(ulong)AllCoded;
            }
        }

        (_a, _c, _input) = (a, c, input);
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
            symbol = (symbol << 1) | MqDecoder.Decode(ref _a, ref _c, ref _input, ref ((MqContext*)_tables)[ContextTables.Uniform]);
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
    private static uint SignIndex(ulong word, int shift) =>
        ((uint)(word >> shift) & 0xAA) | ((uint)(word >> (shift + SignShift + 1)) & 0x55);

    /// <summary>The rows of a stripe that lie in the block, as the bits of their shifts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint RowsFrom(int top) => AllRows >> (RowStep * Math.Max(0, 4 - (_height - top)));

    /// <summary>The rows of a column that have a significant neighbour, as the bits of their shifts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint WithNeighbours(uint word)
    {
        // In each row of three flags, the lowest bit: any of the three. A row's neighbours are those of the row above, at its own
        // shift, those of the row below, and the two beside it.
        var any = word | (word >> 1) | (word >> 2);
        return any | (any >> (2 * RowStep)) | (word >> RowStep) | (word >> (RowStep + 2));
    }

    /// <summary>Notes a coefficient's significance and sign in all columns that have it as a neighbour.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MakeSignificant(ulong* column, int stride, bool isCausal, ulong word, int shift, uint negative)
    {
        var mark = 1ul | ((ulong)negative << SignShift);
        var beside = mark << shift;
        column[-1] |= beside << (Self + 1);
        column[1] |= beside << (Self - 1);
        if (shift == 0)
        {
            if (!isCausal)
            {
                var above = column - stride;
                above[-1] |= mark << 17;
                above[0] |= mark << 16;
                above[1] |= mark << 15;
            }
        }
        else if (shift == 3 * RowStep)
        {
            var below = column + stride;
            below[-1] |= mark << 2;
            below[0] |= mark << 1;
            below[1] |= mark;
        }

        return word | (beside << Self);
    }
}
