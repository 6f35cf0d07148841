using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>
/// State of one context in a word, so that one load and one store move it: the estimated probability of the less probable symbol in the
/// upper 16 bits; in the lowest 8 the row of the table, times two, plus the more probable symbol.
/// </summary>
internal struct MqContext
{
    public ulong Word;
}

/// <summary>What a context becomes after the more probable symbol, and the bits in which it differs after the less probable one.</summary>
internal struct MqSuccessors
{
    public ulong More;
    public ulong Difference;
}

/// <summary>The bytes of a codeword, how many of their bits are already below the decoder's interval, and the table of states.</summary>
internal unsafe struct MqInput
{
    public byte* Next;
    public int BitsAhead;
    public MqSuccessors* Successors;
}

/// <summary>
/// The arithmetic ("MQ") decoder of annex C. Of the interval A it keeps what lies above one half, so that one test of a sign tells
/// whether a decision is the usual one: the interval stays above one half, and the code C above the less probable symbol's part.
/// Both are scaled by 2^40, so that five bytes are read at a time.
/// </summary>
internal static unsafe class MqDecoder
{
    private const int Scale = 40;
    private const long Half = 0x8000L << Scale;

    // Table C.2; the row's probability, and its next rows after the more and the less probable symbol.
    private static ReadOnlySpan<ushort> Probabilities =>
    [
        0x5601, 0x3401, 0x1801, 0x0AC1, 0x0521, 0x0221, 0x5601, 0x5401, 0x4801, 0x3801, 0x3001, 0x2401, 0x1C01, 0x1601, 0x5601, 0x5401,
        0x5101, 0x4801, 0x3801, 0x3401, 0x3001, 0x2801, 0x2401, 0x2201, 0x1C01, 0x1801, 0x1601, 0x1401, 0x1201, 0x1101, 0x0AC1, 0x09C1,
        0x08A1, 0x0521, 0x0441, 0x02A1, 0x0221, 0x0141, 0x0111, 0x0085, 0x0049, 0x0025, 0x0015, 0x0009, 0x0005, 0x0001, 0x5601,
    ];

    private static ReadOnlySpan<byte> AfterMoreProbable =>
    [
        1, 2, 3, 4, 5, 38, 7, 8, 9, 10, 11, 12, 13, 29, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
        33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 45, 46,
    ];

    private static ReadOnlySpan<byte> AfterLessProbable =>
    [
        1, 6, 9, 12, 29, 33, 6, 14, 14, 14, 17, 18, 20, 21, 14, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
        30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 46,
    ];

    /// <summary>
    /// By the low byte of a context. In unmanaged memory for the life of the process, so that the decoding loops hold a plain pointer.
    /// </summary>
    private static readonly MqSuccessors* Successors = BuildSuccessors();

    /// <summary>Puts a context into a row of the table, with 0 as the more probable symbol.</summary>
    public static MqContext Context(int row) => new() { Word = Word(row, 0) };

    /// <summary>Starts on a codeword (INITDEC, figure C.10), after which two bytes FF must stand.</summary>
    public static void Start(byte* codeword, out long a, out long c, out MqInput input)
    {
        input = new MqInput { Next = codeword, BitsAhead = -15, Successors = Successors };
        a = 0;
        c = Refill(0, ref input);
    }

    /// <summary>Decodes one decision (figure C.14).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    [SkipLocalsInit]
    public static uint Decode(ref long a, ref long c, ref MqInput input, ref MqContext context)
    {
        var word = context.Word;
        var probability = (long)(word >> (48 - Scale));
        a -= probability;
        c -= probability;
        if ((a | c) >= 0)
        {
            return (uint)word & 1;
        }

        // Branch-free: the outcome is close to random here. Code in the lower part: the less probable symbol, unless the parts
        // have swapped their roles because the lower is the larger. Both next states are loaded before it is known which one it is.
        var successors = input.Successors + (byte)word;
        var interval = a + Half;
        var lower = c >> 63;
        var less = lower ^ ((interval - probability) >> 63);
        context.Word = successors->More ^ (successors->Difference & (ulong)less);
        c += probability & lower;
        interval += (probability - interval) & lower;

        var shift = BitOperations.LeadingZeroCount((ulong)interval) - (63 - 15 - Scale);
        if (input.BitsAhead < shift)
        {
            // A copy, because a variable whose address is taken is kept in memory.
            var moved = input;
            c = Refill(c, ref moved);
            input = moved;
        }

        input.BitsAhead -= shift;
        a = (interval << shift) - Half;
        c <<= shift;
        return (uint)((long)word ^ less) & 1;
    }

    /// <summary>Appends bytes below the code (BYTEIN, figure C.19); a marker is not passed, ones stand for what would follow.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Refill(long c, ref MqInput input)
    {
        var next = input.Next;
        var ahead = input.BitsAhead;
        do
        {
            long value = *next;
            if (next[-1] != 0xFF)
            {
                ahead += 8;
                next++;
            }
            else if (value > 0x8F)
            {
                value = 0xFF;
                ahead += 8;
            }
            else
            {
                // After FF a byte has seven bits, and its eighth is a carry.
                ahead += 7;
                next++;
            }

            c += value << (Scale - ahead);
        }
        while (ahead <= Scale - 8);

        input.Next = next;
        input.BitsAhead = ahead;
        return c;
    }

    private static ulong Word(int row, int symbol) => ((ulong)Probabilities[row] << 48) | (uint)((2 * row) + symbol);

    private static MqSuccessors* BuildSuccessors()
    {
        var rows = Probabilities.Length;
        var table = (MqSuccessors*)NativeMemory.Alloc((nuint)(2 * rows), (nuint)sizeof(MqSuccessors));
        for (var state = 0; state < 2 * rows; state++)
        {
            var (row, symbol) = (state / 2, state % 2);

            // Rows 0, 6 and 14 exchange the symbols after a less probable one (column SWITCH).
            var exchanged = row is 0 or 6 or 14 ? 1 - symbol : symbol;
            var more = Word(AfterMoreProbable[row], symbol);
            table[state] = new MqSuccessors { More = more, Difference = more ^ Word(AfterLessProbable[row], exchanged) };
        }

        return table;
    }
}
