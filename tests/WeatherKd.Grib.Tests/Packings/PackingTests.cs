using CsCheck;
using WeatherKd.TestSupport;
using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests.Packings;

/// <summary>
/// Each packing against encoders of our own, written from the WMO Manual on Codes (Volume I.2, FM 92 GRIB, section 7 templates).
/// </summary>
public sealed class PackingTests
{
    [Fact]
    public void SimplePackingOfEveryWidthGivesBackTheNumbers()
    {
        foreach (var bits in Enumerable.Range(1, 32))
        {
            foreach (var count in new[] { 1, 7, 8, 9, 63, 200 })
            {
                var numbers = Numbers(bits, count, seed: bits);
                var values = Decode(MessageWriter.Field(count, PackedValues.Simple(numbers, bits)));

                Assert.Equal(numbers.Select(number => (double)number), values);
            }
        }
    }

    [Fact]
    public void AValueIsReferencePlusNumberTimesPowersOfTwoAndTen()
    {
        // (R + X × 2^E) × 10^-D with R = -12.5, E = -3, D = 1 by hand: (-12.5 + 0) / 10, (-12.5 + 800 / 8) / 10, (-12.5 + 7 / 8) / 10.
        var packed = PackedValues.Simple([0, 800, 7], 10, reference: -12.5f, binaryScale: -3, decimalScale: 1);

        var values = Decode(MessageWriter.Field(3, packed));

        Assert.Equal([-1.25, 8.75, -1.1625], values.Select(value => Math.Round(value, 12)));
    }

    [Fact]
    public void AConstantFieldHasTheReferenceValueEverywhere()
    {
        var values = Decode(MessageWriter.Field(40, PackedValues.Simple(new uint[40], 0, reference: 273.25f)));

        Assert.Equal(Enumerable.Repeat(273.25, 40), values);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void IeeeNumbersComeBackAsTheyAre(int bits)
    {
        double[] numbers = [0, -1.5, 101325, 0.0625, -3e20f, float.MaxValue];

        Assert.Equal(numbers, Decode(MessageWriter.Field(numbers.Length, PackedValues.Ieee(numbers, bits))));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public void ComplexPackingOfEveryOrderAndKindOfMissingValueGivesBackTheNumbers(int order, int missingManagement)
    {
        var packing = new ComplexPackedValues
        {
            Order = order, MissingManagement = missingManagement, Reference = 12.5f, BinaryScale = -4, DecimalScale = 1,
        };

        Gen.Select(Gen.Long[0, 5000], Gen.Int[0, 9], (number, kind) => kind switch
            {
                0 when missingManagement > 0 => ComplexPackedValues.Primary,
                1 when missingManagement > 1 => ComplexPackedValues.Secondary,
                // Runs of equal numbers make groups of width 0.
                2 or 3 => 77,
                _ => number,
            })
            .Array[4, 80]
            .SampleRepeatably(
                numbers => Assert.Equal(
                    packing.Values(numbers),
                    Decode(MessageWriter.Field(numbers.Length, packing.Pack(numbers))),
                    new Nearly()),
                iterations: 500);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void FieldsWithFewerValuesThanTheOrderOfDifferencingAreRead(int present)
    {
        var packing = new ComplexPackedValues { Order = 2, MissingManagement = 2 };
        long[] numbers =
        [
            ComplexPackedValues.Secondary,
            ComplexPackedValues.Primary,
            present == 1 ? 77 : ComplexPackedValues.Primary,
            ComplexPackedValues.Secondary
        ];

        Assert.Equal(packing.Values(numbers), Decode(MessageWriter.Field(numbers.Length, packing.Pack(numbers))));
    }

    [Fact]
    public void GroupsThatAreMissingAsAWholeAreMissing()
    {
        var packing = new ComplexPackedValues { Order = 2, MissingManagement = 2, GroupLength = 4 };
        long[] numbers =
        [
            .. Enumerable.Repeat(ComplexPackedValues.Primary, 4),
            5,
            9,
            14,
            30,
            .. Enumerable.Repeat(ComplexPackedValues.Secondary, 4),
            31,
            7,
            7,
        ];

        var values = Decode(MessageWriter.Field(numbers.Length, packing.Pack(numbers)));

        Assert.Equal(packing.Values(numbers), values);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void AGroupWithoutWidthAndAReferenceOfZeroBitsIsMissing(int order, int missingManagement)
    {
        // As the NWS writes fields that are 0 inside its domain and missing outside (a real message: ds.critfireo.bin of 2023-11-02):
        // groups of two values with references of 0 bits, of which the first and third have a width of 0.
        var template = order == 0 ? 2 : 3;
        var section5 = PackedValues.Scaled(template, order == 0 ? 47 : 49, 6, bits: 0, reference: 4)
            .U8(22, 1).U8(23, missingManagement).U32(32, 3).U8(36, 0).U8(37, 2).U32(38, 2).U8(42, 1).U32(43, 2).U8(47, 0);
        if (order > 0)
        {
            section5.U8(48, order).U8(49, 1);
        }

        // Widths 0, 2, 0 in two bits each, filled up to a byte; then the second group's values 0 and 1 in two bits each.
        byte[] descriptors = order == 0 ? [] : [.. Enumerable.Repeat((byte)0, order + 1)];
        byte[] data = [.. descriptors, 0b00_10_00_00, 0b00_01_0000];

        var values = Decode(MessageWriter.Field(6, (section5, PackedValues.Data(data))));

        // With second differences the first two values are the descriptors', 0 both.
        Assert.Equal([double.NaN, double.NaN, 4, order == 2 ? 4 : 5, double.NaN, double.NaN], values);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public void AFieldOfOneGroupWithoutBitsIsMissingAsAWhole(int order, int missingManagement)
    {
        var section5 = PackedValues.Scaled(order == 0 ? 2 : 3, order == 0 ? 47 : 49, 6, bits: 0, reference: 4)
            .U8(22, 1).U8(23, missingManagement).U32(32, 1).U32(38, 6).U8(42, 1).U32(43, 6);
        if (order > 0)
        {
            section5.U8(48, order).U8(49, 1);
        }

        Assert.All(Decode(MessageWriter.Field(6, (section5, PackedValues.Data(new byte[3])))), value => Assert.Equal(double.NaN, value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void PngImagesOfEveryDepthAndFilterGiveBackTheirPixels(int bits)
    {
        const int Width = 37, Height = 23;
        var pixels = Numbers(bits, Width * Height, seed: 5);
        var image = PngWriter.Write(pixels, Width, bits, row => row % 5);

        var values = Decode(MessageWriter.Field(pixels.Length, PackedValues.Png(image, pixels.Length, bits)));

        Assert.Equal(pixels.Select(pixel => (double)pixel), values);
    }

    [Fact]
    public void ABitmapPutsTheValuesOnItsPointsAndNaNOnTheOthers()
    {
        var present = Enumerable.Range(0, 300).Select(i => i is < 100 or > 180 && i % 7 != 3).ToArray();
        var numbers = Numbers(11, present.Count(isPresent => isPresent), seed: 9);

        var values = Decode(MessageWriter.Field(300, PackedValues.Simple(numbers, 11), MessageWriter.Bitmap(present)));

        var next = 0;
        Assert.Equal(present.Select(isPresent => isPresent ? numbers[next++] : double.NaN), values);
    }

    [Fact]
    public void AFieldMayUseTheBitmapOfTheFieldBeforeIt()
    {
        var packed = PackedValues.Simple([5, 6], 8);
        var message = MessageWriter.Message(
            MessageWriter.Identification(),
            MessageWriter.LatitudeLongitude(3, 1),
            MessageWriter.Forecast(),
            packed.Section5,
            MessageWriter.Bitmap(true, false, true),
            packed.Section7,
            MessageWriter.Forecast(category: 2, number: 3),
            packed.Section5,
            MessageWriter.SameBitmap(),
            packed.Section7);

        using var file = GribFile.Open(message);

        Assert.Equal([(1, 1), (1, 2)], file.Fields.Select(field => (field.MessageNumber, field.NumberInMessage)));
        Assert.Equal(["t", "v"], file.Fields.Select(field => field.Parameter.ShortName));
        Assert.All(file.Fields, field => Assert.Equal([5, double.NaN, 6], field.Decode()));
    }

    private static double[] Decode(byte[] message)
    {
        using var file = GribFile.Open(message);
        Assert.Empty(file.Problems);
        return file.Fields.Single().Decode();
    }

    private static uint[] Numbers(int bits, int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (uint)(random.NextInt64() & ((1L << bits) - 1)))];
    }

    /// <summary>Equal to a few units in the last place, missing to missing.</summary>
    private sealed class Nearly : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => double.IsNaN(x) ? double.IsNaN(y) : Math.Abs(x - y) <= 1e-12 * Math.Abs(x);

        public int GetHashCode(double obj) => 0;
    }
}
