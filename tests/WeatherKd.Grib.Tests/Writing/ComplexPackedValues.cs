using System.Numerics;
using WeatherKd.Grib.Tests.Ccsds;

namespace WeatherKd.Grib.Tests.Writing;

/// <summary>
/// Sections 5 and 7 of templates 5.2 and 5.3, written from the notes of the Manual on Codes: differences first, then groups of equal length
/// with their own minimum and width.
/// </summary>
internal sealed class ComplexPackedValues
{
    /// <summary>Stands for a missing value among the numbers.</summary>
    public const long Primary = -1;

    /// <summary>Stands for the other kind of missing value (management 2).</summary>
    public const long Secondary = -2;

    public int Order { get; init; }

    public int MissingManagement { get; init; }

    public int GroupLength { get; init; } = 5;

    public float Reference { get; init; }

    public int BinaryScale { get; init; }

    public int DecimalScale { get; init; }

    /// <param name="numbers">Packed numbers, 0 to 2^30, or one of the marks.</param>
    public (SectionWriter Section5, SectionWriter Section7) Pack(IReadOnlyList<long> numbers)
    {
        var (first, minimum, coded) = Difference(numbers);
        var groups = coded.Chunk(GroupLength).ToArray();
        var references = groups.Select(Minimum).ToArray();
        // The largest references are the marks of groups that are missing as a whole.
        var referenceBits = Math.Max(1, BitsFor(references.Max() + MissingManagement));
        var widths = groups.Select((group, i) => Width(group, references[i])).ToArray();
        var widthReference = widths.Min();
        var widthBits = BitsFor(widths.Max() - widthReference);
        const int DescriptorOctets = 4;

        var section5 = PackedValues.Scaled(
                Order == 0 ? 2 : 3, Order == 0 ? 47 : 49, numbers.Count, referenceBits, Reference, BinaryScale, DecimalScale)
            .U8(22, 1).U8(23, MissingManagement).U32(32, groups.Length)
            .U8(36, widthReference).U8(37, widthBits)
            // All lengths are reference + 2 × increment 1, to use every term of the formula; the last is given apart.
            .U32(38, GroupLength - 2).U8(42, 1).U32(43, groups[^1].Length).U8(47, 2);
        if (Order > 0)
        {
            section5.U8(48, Order).U8(49, DescriptorOctets);
        }

        var writer = new BitWriter();
        foreach (var descriptor in Order == 0 ? [] : first.Append(minimum))
        {
            writer.Write(descriptor < 0 ? (ulong)-descriptor | 0x8000_0000 : (ulong)descriptor, 8 * DescriptorOctets);
        }

        WriteTable(
            writer,
            referenceBits,
            groups.Select((group, i) => widths[i] == 0 && IsMark(group[0]) ? Mark(group[0], referenceBits) : references[i]));
        WriteTable(writer, widthBits, widths.Select(width => (long)width - widthReference));
        WriteTable(writer, 2, groups.Select(_ => 2L));
        for (var i = 0; i < groups.Length; i++)
        {
            foreach (var number in groups[i].Where(_ => widths[i] > 0))
            {
                writer.Write((ulong)(IsMark(number) ? Mark(number, widths[i]) : number - references[i]), widths[i]);
            }
        }

        return (section5, PackedValues.Data(writer.ToArray()));
    }

    /// <summary>What <see cref="Pack"/> must decode to: Y = (R + X × 2^E) × 10^-D, marks as NaN.</summary>
    public double[] Values(IEnumerable<long> numbers) =>
        [
            .. numbers.Select(number => IsMark(number)
                ? double.NaN
                : ((number * Math.ScaleB(1, BinaryScale)) + Reference) * Math.Pow(10, -DecimalScale))
        ];

    private (long[] First, long Minimum, long[] Coded) Difference(IReadOnlyList<long> numbers)
    {
        if (Order == 0)
        {
            return ([], 0, [.. numbers]);
        }

        var present = numbers.Where(number => !IsMark(number)).ToArray();
        var differences = new long[present.Length];
        for (var i = Order; i < present.Length; i++)
        {
            differences[i] = Order == 1 ? present[i] - present[i - 1] : present[i] - (2 * present[i - 1]) + present[i - 2];
        }

        var minimum = differences.Skip(Order).DefaultIfEmpty().Min();
        var next = 0;
        // The first one or two are given in full; what stands in their place among the differences is not read.
        var coded = numbers.Select(number => IsMark(number) ? number : next++ < Order ? 0 : differences[next - 1] - minimum).ToArray();
        // The descriptors are always all there, also in a field with fewer values.
        return ([.. present.Concat(new long[Order]).Take(Order)], minimum, coded);
    }

    private static bool IsMark(long number) => number < 0;

    private static long Mark(long mark, int bits) => (1L << bits) + mark;

    private static long Minimum(long[] group) => group.Where(number => !IsMark(number)).DefaultIfEmpty().Min();

    private int Width(long[] group, long reference)
    {
        if (group.All(number => number == group[0]))
        {
            return 0;
        }

        // With marks in use, the largest one or two numbers of the width are taken.
        var largest = group.Where(number => !IsMark(number)).DefaultIfEmpty(reference).Max() - reference;
        return BitsFor(largest + MissingManagement);
    }

    private static int BitsFor(long largest) => largest == 0 ? 0 : BitOperations.Log2((ulong)largest) + 1;

    private static void WriteTable(BitWriter writer, int bits, IEnumerable<long> numbers)
    {
        foreach (var number in numbers)
        {
            writer.Write((ulong)number, bits);
        }

        writer.AlignToByte();
    }
}
