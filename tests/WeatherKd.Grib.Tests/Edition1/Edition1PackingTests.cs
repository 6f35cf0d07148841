using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests.Edition1;

/// <summary>
/// Section 4 of edition 1, written octet by octet. What our writer makes, ecCodes reads alike
/// (<see cref="RealFiles.Edition1ValuesTests"/>).
/// </summary>
public sealed class Edition1PackingTests
{
    /// <summary>Ten rows of 20 points: smooth, with a constant row.</summary>
    public static long[] Numbers { get; } =
        [.. Enumerable.Range(0, 200).Select(i => i is >= 60 and < 80 ? 700L : (long)(1000 + (300 * Math.Sin(i / 9.0)) + (i * 7919 % 20)))];

    public static TheoryData<string> SecondOrderKinds =>
        ["row by row", "constant width", "general", "extended 0", "extended 1", "extended 2", "extended 3", "boustrophedonic"];

    [Fact]
    public void AValueIsTheReferencePlusTheNumberTimesAPowerOfTwoTimesAPowerOfTen()
    {
        // Y = (R + X × 2^E) × 10^-D: (−2.5 + 3 × 2^-1) × 10^-(−1) = −10.
        var message = Edition1Writer.Message(
            Edition1Writer.Product().S16(27, -1),
            Edition1Writer.LatitudeLongitude(3, 1),
            Edition1Writer.Simple([0, 3, 5], 3, reference: -2.5, binaryScale: -1));

        Assert.Equal([-25, -10, 0], Decode(message));
    }

    [Fact]
    public void AConstantFieldHasItsReference()
    {
        var message = Edition1Writer.Message(
            Edition1Writer.Product(), Edition1Writer.LatitudeLongitude(3, 2), Edition1Writer.Simple([], 0, reference: 273.25));

        Assert.Equal(Enumerable.Repeat(273.25, 6), Decode(message));
    }

    [Fact]
    public void PointsThatTheBitmapLeavesOutAreMissing()
    {
        var product = Edition1Writer.Product().U8(8, Edition1Writer.HasGrid | Edition1Writer.HasBitmap);
        var message = Edition1Writer.Message(
            product,
            Edition1Writer.LatitudeLongitude(5, 1),
            Edition1Writer.Bitmap(true, false, true, false, true),
            Edition1Writer.Simple([7, 8, 9], 11));

        using var file = GribFile.Open(message);
        using var sampler = new PointSampler(file.Fields[0]);

        Assert.Equal([7, double.NaN, 8, double.NaN, 9], file.Fields[0].Decode());
        Assert.Equal([7, double.NaN, 8, double.NaN, 9], Enumerable.Range(0, 5).Select(index => sampler[index]));
    }

    [Fact]
    public void AConstantFieldWithABitmapHasItsReferenceWhereThereAreValues()
    {
        var product = Edition1Writer.Product().U8(8, Edition1Writer.HasGrid | Edition1Writer.HasBitmap);
        var message = Edition1Writer.Message(
            product,
            Edition1Writer.LatitudeLongitude(3, 1),
            Edition1Writer.Bitmap(true, false, true),
            Edition1Writer.Simple([], 0, reference: 2));

        Assert.Equal([2, double.NaN, 2], Decode(message));
    }

    [Fact]
    public void FewerValuesThanTheBitmapHasBitsAreRefused()
    {
        var product = Edition1Writer.Product().U8(8, Edition1Writer.HasGrid | Edition1Writer.HasBitmap);
        using var file = GribFile.Open(Edition1Writer.Message(
            product,
            Edition1Writer.LatitudeLongitude(5, 1),
            Edition1Writer.Bitmap(true, true, true, true, true),
            Edition1Writer.Simple([7, 8], 16)));

        Assert.Contains(
            "the bitmap has room for 5 values, 2 are stored",
            Assert.Throws<GribFormatException>(file.Fields[0].Decode).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SecondOrderKinds))]
    public void SecondOrderPackingGivesTheNumbersBack(string kind) =>
        Assert.Equal(Numbers.Select(number => (double)number), Decode(SecondOrder(kind)));

    [Theory]
    [MemberData(nameof(SecondOrderKinds))]
    public void SecondOrderPackingWithABitmapGivesTheNumbersToTheirPoints(string kind)
    {
        var present = Enumerable.Range(0, 200).Select(i => i % 3 != 1).ToArray();

        var values = Decode(SecondOrder(kind, present));

        for (var i = 0; i < values.Length; i++)
        {
            // In boustrophedonic order the bitmap runs as the values do, so that it is present[] of the reversed row.
            var stored = kind == "boustrophedonic" && i / 20 % 2 == 1 ? (i / 20 * 20) + 19 - (i % 20) : i;
            Assert.Equal(present[stored] ? Numbers[i] : double.NaN, values[i]);
        }
    }

    [Fact]
    public void MoreThan65535GroupsAreCountedInOctet21()
    {
        long[] numbers = [.. Enumerable.Range(0, 70_000).Select(i => (long)(i % 100))];
        var message = Edition1Writer.Message(
            Edition1Writer.Product(),
            Edition1Writer.LatitudeLongitude(700, 100),
            SecondOrderValues.Extended(numbers, order: 0, groupLength: 1));

        Assert.Equal(numbers.Select(number => (double)number), Decode(message));
    }

    [Fact]
    public void AMatrixOfValuesAndSpectralCoefficientsAreListedAndRefusedByName()
    {
        using var matrix = GribFile.Open(Edition1Writer.Message(
            Edition1Writer.Product(), Edition1Writer.LatitudeLongitude(3, 1), Edition1Writer.Simple([1, 2, 3], 8).U8(4, 0x10)));
        using var spectral = GribFile.Open(Edition1Writer.Message(
            Edition1Writer.Product(),
            new Edition1Section(32).U8(5, 255).U8(6, 50).U16(7, 2).U16(9, 2).U16(11, 2),
            Edition1Writer.Simple([1, 2, 3], 8).U8(4, 0x80)));

        Assert.Contains("matrix of values", Assert.Throws<GribFormatException>(matrix.Fields[0].Decode).Message, StringComparison.Ordinal);
        Assert.Contains(
            "spectral coefficients",
            Assert.Throws<GribFormatException>(spectral.Fields[0].Decode).Message,
            StringComparison.Ordinal);
        Assert.False(spectral.Fields[0].Packing.IsSupported);
        Assert.Contains(
            "spherical harmonics",
            Assert.Throws<GribFormatException>(() => spectral.Fields[0].Grid.PointOf(0)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheLargestLengthsAreCountedInUnitsOf120Bytes()
    {
        // ECMWF's convention: the message's length is 0x800000 + units of 120 bytes; section 4 has the excess plus the 4 octets of its end.
        const int Points = 4_500_000;
        var numbers = new uint[Points];
        numbers[^1] = 77;
        var data = Edition1Writer.Simple(numbers, 16);
        var grid = Edition1Writer.LatitudeLongitude(3000, 1500);
        grid.S24(18, 40_000 - 74_950).S24(21, 120_000 + 149_950).U16(24, 50).U16(26, 50);
        var total = 8 + 28 + 32 + data.Length + 4;
        var units = (total - 4 + 119) / 120;
        data.DeclaredLength = (units * 120) - (total - 4);
        var message = Edition1Writer.Message(Edition1Writer.Product(), grid, data);
        (message[4], message[5], message[6]) = ((byte)(0x80 | (units >> 16)), (byte)(units >> 8), (byte)units);

        using var file = GribFile.Open((byte[])[.. message, .. Edition1Writer.Of(Edition1Writer.Product())]);

        Assert.Equal([total, 8L + 28 + 32 + 14 + 4], file.Fields.Select(field => field.Message.Length));
        Assert.Equal(77, file.Fields[0].Decode()[^1]);
    }

    internal static byte[] SecondOrder(string kind, bool[]? present = null)
    {
        var isBoustrophedonic = kind == "boustrophedonic";
        var rows = Enumerable.Range(0, 10)
            .Select(row => Enumerable.Range(0, 20)
                .Select(column => isBoustrophedonic && row % 2 == 1 ? (row * 20) + 19 - column : (row * 20) + column)
                .ToArray())
            .ToArray();
        // The bitmap lies in stored order.
        var stored = rows.SelectMany(row => row).ToArray();
        long[] numbers = [.. stored.Where((_, i) => present is null || present[i]).Select(point => Numbers[point])];
        var section = kind switch
        {
            "row by row" =>
                SecondOrderValues.RowByRow([.. rows.Select(row => row.Where(i => present is null || present[i])
                    .Select(i => Numbers[i])
                    .ToArray())]),
            "constant width" => SecondOrderValues.ConstantWidth([.. numbers.Chunk(9)]),
            "general" => SecondOrderValues.General([.. numbers.Chunk(9)]),
            "boustrophedonic" => SecondOrderValues.Extended(numbers, order: 2, isBoustrophedonic: true),
            _ => SecondOrderValues.Extended(numbers, order: kind[^1] - '0'),
        };
        var product = Edition1Writer.Product()
            .U8(8, present is null ? Edition1Writer.HasGrid : Edition1Writer.HasGrid | Edition1Writer.HasBitmap);
        return present is null
            ? Edition1Writer.Message(product, Edition1Writer.LatitudeLongitude(20, 10), section)
            : Edition1Writer.Message(product, Edition1Writer.LatitudeLongitude(20, 10), Edition1Writer.Bitmap(present), section);
    }

    private static double[] Decode(byte[] message)
    {
        using var file = GribFile.Open(message);
        Assert.Empty(file.Problems);
        return Assert.Single(file.Fields).Decode();
    }
}
