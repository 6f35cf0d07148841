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
                    word |= (ulong)Lowest(due) << Coded;
                    ref var context = ref ((MqContext*)tables)[tables[SignificanceTable + Around(word, due)]];
                    if (MqDecoder.Decode(ref a, ref c, ref input, ref context) != 0)
                    {
                        uint sign = tables[SignTable + SignIndex(word, due)];
                        var negative = MqDecoder.Decode(ref a, ref c, ref input, ref ((MqContext*)tables)[sign >> 1]) ^ (sign & 1);
                        var row = Lowest(due);
                        word = MakeSignificant(column, stride, isCausal, word, row, negative);
                        magnitude[Row(due)] = first | (negative << SignBit);

                        // The coefficient below has a significant neighbour now.
                        due |= (row << RowStep) & ~((uint)word >> Self) & rows;
                    }

                    due &= due - 1;
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
        var tables = _tables;

        // Most coefficients have been refined before: their context stays in a register.
        var usual = ((MqContext*)tables)[ContextTables.Magnitude + 2];
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
                    uint bit;
                    if (((uint)(word >> Refined) & Lowest(due)) != 0)
                    {
                        bit = MqDecoder.Decode(ref a, ref c, ref input, ref usual);
                    }
                    else
                    {
                        var context = Around(word, due) != 0 ? ContextTables.Magnitude + 1 : ContextTables.Magnitude;
                        bit = MqDecoder.Decode(ref a, ref c, ref input, ref ((MqContext*)tables)[context]);
                    }

                    magnitude[Row(due)] |= bit << plane;
                    due &= due - 1;
                }
                while (due != 0);
            }
        }

        ((MqContext*)tables)[ContextTables.Magnitude + 2] = usual;
        (_a, _c, _input) = (a, c, input);
    }

    /// <summary>All other coefficients; columns of four far from anything significant are skipped by one decision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CleanUp(int plane)
    {
        var first = 1u << plane;
        var (a, c, input) = (_a, _c, _input);
        var tables = _tables;
        var (stride, isCausal) = (_stride, IsCausal);
        var column = _flags + stride + 1;
        var magnitude = _magnitudes;
        for (var top = 0; top < _height; top += 4, column += 2)
        {
            var rows = RowsFrom(top);
            for (var end = column + _width; column < end; column++, magnitude += 4)
            {
                var word = *column;
                uint due;
                var isFirstOfRun = false;
                if (word == 0 && rows == AllRows)
                {
                    if (MqDecoder.Decode(ref a, ref c, ref input, ref ((MqContext*)tables)[ContextTables.RunLength]) == 0)
                    {
                        continue;
                    }

                    var row = MqDecoder.Decode(ref a, ref c, ref input, ref ((MqContext*)tables)[ContextTables.Uniform]) << 1;
                    row |= MqDecoder.Decode(ref a, ref c, ref input, ref ((MqContext*)tables)[ContextTables.Uniform]);
                    due = AllRows & (uint.MaxValue << (RowStep * (int)row));
                    isFirstOfRun = true;
                }
                else
                {
                    due = ~(((uint)word >> Self) | ((uint)word >> Coded)) & rows;
                }

                while (due != 0)
                {
                    ref var context = ref ((MqContext*)tables)[tables[SignificanceTable + Around(word, due)]];
                    if (isFirstOfRun || MqDecoder.Decode(ref a, ref c, ref input, ref context) != 0)
                    {
                        isFirstOfRun = false;
                        uint sign = tables[SignTable + SignIndex(word, due)];
                        var negative = MqDecoder.Decode(ref a, ref c, ref input, ref ((MqContext*)tables)[sign >> 1]) ^ (sign & 1);
                        word = MakeSignificant(column, stride, isCausal, word, Lowest(due), negative);
                        magnitude[Row(due)] = first | (negative << SignBit);
                    }

                    due &= due - 1;
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
            throw new GribFormatException(
                $"JPEG 2000: a bit plane closes with the symbols {symbol:B4} instead of 1010: the data are damaged");
        }
    }

    /// <summary>The uppermost of the rows that are due, alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Lowest(uint due) => due & (uint)-(int)due;

    /// <summary>The number in the stripe of the uppermost row that is due: a third of its shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Row(uint due) => (BitOperations.TrailingZeroCount(due) * 11) >> 5;

    /// <summary>The significance of the neighbours of the uppermost coefficient that is due.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Around(ulong word, uint due) => (uint)word >> BitOperations.TrailingZeroCount(due) & Neighbours;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SignIndex(ulong word, uint due)
    {
        var around = word >> BitOperations.TrailingZeroCount(due);
        return ((uint)around & 0xAA) | ((uint)(around >> (SignShift + 1)) & 0x55);
    }

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
    /// <param name="column">The coefficient's column.</param>
    /// <param name="stride">Columns from one stripe to the next.</param>
    /// <param name="isCausal">Whether the stripe above may not know of it.</param>
    /// <param name="word">The column's flags.</param>
    /// <param name="row">The bit of the row's shift.</param>
    /// <param name="negative">1 if it is negative.</param>
    /// <returns>The column's new flags, which are not stored.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MakeSignificant(ulong* column, int stride, bool isCausal, ulong word, uint row, uint negative)
    {
        var mark = row | ((ulong)(row & (uint)-(int)negative) << SignShift);
        column[-1] |= mark << (Self + 1);
        column[1] |= mark << (Self - 1);
        if (row == 1)
        {
            if (!isCausal)
            {
                var above = column - stride;
                above[-1] |= mark << 17;
                above[0] |= mark << 16;
                above[1] |= mark << 15;
            }
        }
        else if (row == 1 << (3 * RowStep))
        {
            // From the fourth row of this stripe to the row above the first of the next.
            var below = column + stride;
            below[-1] |= mark >> 7;
            below[0] |= mark >> 8;
            below[1] |= mark >> 9;
        }

        return word | (mark << Self);
    }
}
