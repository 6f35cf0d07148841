using WeatherKd.Grib.Tests.Ccsds;

namespace WeatherKd.Grib.Tests.Writing;

/// <summary>
/// Section 4 of edition 1 with second-order packing of numbers that are already scaled, cut into groups. Each group has the fewest bits
/// that hold it.
/// </summary>
internal static class SecondOrderValues
{
    private const int ReferenceBits = 20;
    private const int SecondaryBitmap = 0x20;
    private const int DifferentWidths = 0x10;
    private const int GeneralExtended = 0x08;
    private const int Boustrophedonic = 0x04;
    private const int WidthBits = 5;
    private const int LengthBits = 8;
    private const int DifferenceBits = 24;

    /// <summary>A group for each row.</summary>
    public static Edition1Section RowByRow(IReadOnlyList<long[]> rows)
    {
        var section = Begin(DifferentWidths, rows.Count, rows.Sum(row => row.Length), 21);
        return section.Append(Widths(rows)).Append(References(rows)).Append(Values(rows, WidthOf));
    }

    /// <summary>Groups that a secondary bitmap begins, with one width for all.</summary>
    public static Edition1Section ConstantWidth(IReadOnlyList<long[]> groups)
    {
        var width = groups.Max(WidthOf);
        return Begin(SecondaryBitmap, groups.Count, groups.Sum(group => group.Length), 21)
            .Append((byte)width).Append(Starts(groups)).Append(References(groups)).Append(Values(groups, _ => width));
    }

    /// <summary>Groups that a secondary bitmap begins, each with its own width.</summary>
    public static Edition1Section General(IReadOnlyList<long[]> groups) =>
        Begin(SecondaryBitmap | DifferentWidths, groups.Count, groups.Sum(group => group.Length), 21)
            .Append(Widths(groups)).Append(Starts(groups)).Append(References(groups)).Append(Values(groups, WidthOf));

    /// <summary>ECMWF's general extended packing of numbers or their differences up to the third order, in groups of a length.</summary>
    public static Edition1Section Extended(IReadOnlyList<long> numbers, int order, int groupLength = 7, bool isBoustrophedonic = false)
    {
        var differences = numbers.ToArray();
        for (var pass = 0; pass < order; pass++)
        {
            for (var i = differences.Length - 1; i > pass; i--)
            {
                differences[i] -= differences[i - 1];
            }
        }

        var rest = differences[order..];
        var bias = order == 0 ? 0 : rest.Min();
        var groups = rest.Select(difference => difference - bias).Chunk(groupLength).ToList();
        var section = Begin(
            GeneralExtended | DifferentWidths | (isBoustrophedonic ? Boustrophedonic : 0) | order,
            groups.Count,
            numbers.Count,
            order == 0 ? 25 : 26)
            .U8(22, WidthBits).U8(23, LengthBits);
        if (order > 0)
        {
            section.U8(26, DifferenceBits).Append(First(numbers.Take(order), bias));
        }

        return section
            .Append(Bits(groups.Select(group => ((ulong)WidthOf(group), WidthBits))))
            .Append(Bits(groups.Select(group => ((ulong)group.Length, LengthBits))))
            .Append(References(groups))
            .Append(Values(groups, WidthOf));
    }

    private static Edition1Section Begin(int flags, int groups, int values, int length) => new Edition1Section(length)
        .U8(4, 0x50).U8(11, ReferenceBits).U8(14, flags).U16(17, groups & 0xFFFF).U16(19, values & 0xFFFF).U8(21, groups >> 16);

    /// <summary>The first numbers and the smallest difference, the latter as sign and magnitude.</summary>
    private static byte[] First(IEnumerable<long> numbers, long bias) => Bits(
        numbers.Append(bias < 0 ? -bias | (1L << (DifferenceBits - 1)) : bias).Select(number => ((ulong)number, DifferenceBits)));

    private static byte[] Widths(IEnumerable<long[]> groups) => [.. groups.Select(group => (byte)WidthOf(group))];

    private static byte[] Starts(IEnumerable<long[]> groups) =>
        Bits(groups.SelectMany(group => group.Select((_, i) => (i == 0 ? 1UL : 0, 1))));

    private static byte[] References(IEnumerable<long[]> groups) =>
        Bits(groups.Select(group => ((ulong)ReferenceOf(group), ReferenceBits)));

    private static byte[] Values(IEnumerable<long[]> groups, Func<long[], int> width) =>
        Bits(groups.SelectMany(group => group.Select(number => ((ulong)(number - ReferenceOf(group)), width(group)))));

    private static long ReferenceOf(long[] group) => group.Length == 0 ? 0 : group.Min();

    private static int WidthOf(long[] group) =>
        group.Length == 0 ? 0 : 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(group.Max() - group.Min()));

    private static byte[] Bits(IEnumerable<(ulong Value, int Count)> numbers)
    {
        var writer = new BitWriter();
        foreach (var (value, count) in numbers)
        {
            writer.Write(value, count);
        }

        return writer.ToArray();
    }
}
