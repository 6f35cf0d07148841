using System.Numerics;
using System.Runtime.CompilerServices;

namespace WeatherKd.Grib.Jpeg2000;

/// <summary>State of one context: its estimated probability of the less probable symbol, scaled, and row and symbol in the table.</summary>
internal struct MqContext
{
    public long Probability;
    public int State;
}

/// <summary>The bytes of a codeword and how many of their bits are already below the decoder's interval.</summary>
internal unsafe struct MqInput
{
    public byte* Next;
    public int BitsAhead;
}

/// <summary>
/// The arithmetic ("MQ") decoder of annex C. Instead of the interval A and the code C alone it keeps a budget D, by which both may
/// shrink before anything happens: most decisions then cost one subtraction and one comparison (D. Taubman, M. Marcellin, "JPEG2000",
/// 2002, section 17.1.1). Real A and C are the variables plus D. All are scaled by 2^40, so that five bytes are read at a time.
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
    /// Per state (row times two plus more probable symbol) and outcome (0 more, 1 less probable): probability and next state.
    /// In unmanaged memory for the life of the process, so that the decoding loops hold a plain pointer.
    /// </summary>
    private static readonly MqContext* Successors = BuildSuccessors();

    /// <summary>Puts a context into a row of the table, with 0 as the more probable symbol.</summary>
    public static MqContext Context(int row) => new() { Probability = (long)Probabilities[row] << Scale, State = 2 * row };

    /// <summary>Starts on a codeword (INITDEC, figure C.10), after which two bytes FF must stand.</summary>
    public static void Start(byte* codeword, out long a, out long c, out long d, out MqInput input)
    {
        input = new MqInput { Next = codeword, BitsAhead = -15 };
        a = Half;
        c = Refill(0, ref input);
        d = 0;
    }

    /// <summary>Decodes one decision (figure C.14).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Decode(ref long a, ref long c, ref long d, ref MqInput input, ref MqContext context)
    {
        var probability = context.Probability;
        var state = context.State;
        d -= probability;
        if (d >= 0)
        {
            return (uint)state & 1;
        }

        a += d;
        c += d;

        // Branch-free: the outcome is close to random here. Code in the lower part: the less probable symbol, unless the parts
        // have swapped their roles because the lower is the larger.
        var lower = c >> 63;
        var swapped = (a - probability) >> 63;
        var less = (int)((lower ^ swapped) & 1);
        c += probability & lower;
        a += (probability - a) & lower;
        context = Successors[(2 * state) + less];

        var shift = BitOperations.LeadingZeroCount((ulong)a) - (63 - 15 - Scale);
        if (input.BitsAhead < shift)
        {
            c = Refill(c, ref input);
        }

        input.BitsAhead -= shift;
        a <<= shift;
        c <<= shift;
        d = Math.Min(a - Half, c);
        a -= d;
        c -= d;
        return (uint)((state ^ less) & 1);
    }

    /// <summary>Appends bytes below the code (BYTEIN, figure C.19); a marker is not passed, ones stand for what would follow.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
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

    private static MqContext* BuildSuccessors()
    {
        var rows = Probabilities.Length;
        var table = (MqContext*)System.Runtime.InteropServices.NativeMemory.Alloc((nuint)(4 * rows), (nuint)sizeof(MqContext));
        for (var state = 0; state < 2 * rows; state++)
        {
            var (row, symbol) = (state / 2, state % 2);

            // Rows 0, 6 and 14 exchange the symbols after a less probable one (column SWITCH).
            var exchanged = row is 0 or 6 or 14 ? 1 - symbol : symbol;
            table[2 * state] = Successor(AfterMoreProbable[row], symbol);
            table[(2 * state) + 1] = Successor(AfterLessProbable[row], exchanged);
        }

        return table;

        static MqContext Successor(int row, int symbol) =>
            new() { Probability = (long)Probabilities[row] << Scale, State = (2 * row) + symbol };
    }
}
