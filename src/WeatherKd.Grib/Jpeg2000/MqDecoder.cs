using System.Buffers.Binary;
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

/// <summary>The bits of a codeword, how many of them are already below the decoder's interval, and the table of states.</summary>
internal unsafe struct MqInput
{
    /// <summary>Address of the next bit: eight times a byte's, plus bits.</summary>
    public ulong Next;

    /// <summary>From here on all bits are ones.</summary>
    public ulong End;
    public int BitsAhead;
    public MqSuccessors* Successors;
}

/// <summary>
/// The arithmetic ("MQ") decoder of annex C. Of the interval A it keeps what lies above one half, so that one test of a sign tells
/// whether a decision is the usual one: the interval stays above one half, and the code C above the less probable symbol's part.
/// Both are scaled by 2^40, so that 40 bits are read at a time.
/// </summary>
internal static unsafe class MqDecoder
{
    /// <summary>Bytes that <see cref="Unstuff"/> needs behind a codeword.</summary>
    public const int Padding = 16;

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

    /// <summary>
    /// Takes the stuffed bits out of a codeword (BYTEIN, figure C.19): after a byte FF the next has seven bits, and its eighth is a
    /// carry. A marker ends the codeword, and ones stand for what would follow.
    /// </summary>
    /// <param name="codeword">A zero, the bytes of the codeword, and <see cref="Padding"/> more; rewritten from the second byte on.</param>
    /// <returns>Bytes until only ones follow, the zero included.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Unstuff(Span<byte> codeword)
    {
        var bytes = codeword[..^Padding];
        var first = bytes.IndexOf((byte)0xFF);
        var end = bytes.Length;
        if (first >= 0)
        {
            uint pending = 0, previous = 0;
            var bits = 0;
            end = first;
            for (var i = first; i < bytes.Length; i++)
            {
                uint value = bytes[i];
                if (previous == 0xFF)
                {
                    if (value > 0x8F)
                    {
                        break;
                    }

                    if (value > 0x7F && ++pending == 1u << bits)
                    {
                        pending = 0;
                        Carry(bytes[..end]);
                    }

                    pending = (pending << 7) | (value & 0x7F);
                    bits += 7;
                }
                else
                {
                    pending = (pending << 8) | value;
                    bits += 8;
                }

                if (bits >= 8)
                {
                    bits -= 8;
                    bytes[end++] = (byte)(pending >> bits);
                    pending &= (1u << bits) - 1;
                }

                previous = value;
            }

            if (bits > 0)
            {
                bytes[end++] = (byte)((pending << (8 - bits)) | (0xFFu >> bits));
            }
        }

        codeword.Slice(end, Padding).Fill(0xFF);
        return end;
    }

    /// <summary>Starts on a codeword (INITDEC, figure C.10).</summary>
    /// <param name="codeword">The unstuffed codeword, from its first byte on.</param>
    /// <param name="length">Bytes until only ones follow.</param>
    /// <param name="a">The interval above one half.</param>
    /// <param name="c">The code.</param>
    /// <param name="input">What follows.</param>
    public static void Start(byte* codeword, int length, out long a, out long c, out MqInput input)
    {
        const int First = 15 + Scale;
        var address = 8 * (ulong)codeword;
        input = new MqInput { Next = address + First, End = address + (8 * (ulong)length), BitsAhead = Scale, Successors = Successors };
        input.Next = Math.Min(input.Next, input.End);
        a = 0;
        c = (long)(BinaryPrimitives.ReverseEndianness(*(ulong*)codeword) >> (64 - First));
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
        // have swapped their roles because the lower is the larger. The next state is put together from both.
        var interval = a + Half;
        var above = interval - probability;
        var lower = c >> 63;
        c += probability & lower;
        interval -= above & lower;
        var less = lower ^ (above >> 63);
        var successors = input.Successors + (byte)word;
        context.Word = successors->More ^ (successors->Difference & (ulong)less);
        var symbol = (uint)((long)word ^ less) & 1;

        var shift = BitOperations.LeadingZeroCount((ulong)interval) - (63 - 15 - Scale);
        if (input.BitsAhead < shift)
        {
            // Refilled here, because a call would push the loop's variables out of the registers. 57 bits or more are at hand.
            var following = BinaryPrimitives.ReverseEndianness(*(ulong*)(input.Next >> 3)) << (int)(input.Next & 7);
            c += (long)(following >> (64 - Scale + input.BitsAhead));
            input.Next = Math.Min(input.Next + (uint)(Scale - input.BitsAhead), input.End);
            input.BitsAhead = Scale;
        }

        input.BitsAhead -= shift;
        a = (interval << shift) - Half;
        c <<= shift;
        return symbol;
    }

    private static void Carry(Span<byte> number)
    {
        for (var i = number.Length - 1; i >= 0 && ++number[i] == 0; i--)
        {
        }
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
