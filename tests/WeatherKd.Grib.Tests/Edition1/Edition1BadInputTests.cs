using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests.Edition1;

/// <summary>Messages of edition 1 as they should not be, and files of both editions.</summary>
public sealed class Edition1BadInputTests
{
    private static readonly byte[] Good = Edition1Writer.Of(Edition1Writer.Product());

    [Fact]
    public void AFileOfBothEditionsIsReadInOrder()
    {
        var second = MessageWriter.Field(3, PackedValues.Simple([1, 2, 3], 8));

        using var file = GribFile.Open((byte[])[.. Good, .. second, .. Good, .. second]);

        Assert.Equal([(1, 1), (2, 2), (3, 1), (4, 2)], file.Fields.Select(field => (field.MessageNumber, field.Edition)));
        Assert.Empty(file.Problems);
        Assert.Empty(file.SkippedBytes);
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 4000)]
    [InlineData(36, 0)]
    [InlineData(36, 4000)]
    [InlineData(68, 4000)]
    public void ASectionWithAWrongLengthIsNamedAndCostsItsMessageAlone(int offset, int length)
    {
        byte[] bad = [.. Good];
        (bad[offset], bad[offset + 1], bad[offset + 2]) = (0, (byte)(length >> 8), (byte)length);

        using var file = GribFile.Open((byte[])[.. bad, .. Good]);

        Assert.Equal(2, Assert.Single(file.Fields).MessageNumber);
        var problem = Assert.Single(file.Problems);
        Assert.Contains(
            $"section {offset switch { 8 => 1, 36 => 2, _ => 4 }} declares {length} bytes",
            problem.Message,
            StringComparison.Ordinal);
        Assert.Equal((1, offset), (problem.MessageNumber, problem.ByteOffset));
    }

    [Fact]
    public void AMessageThatTheFileCutsOffIsTruncated()
    {
        using var file = GribFile.Open((byte[])[.. Good, .. Good[..^10]]);

        Assert.Single(file.Fields);
        Assert.Contains("truncated", Assert.Single(file.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALargeMessageWhoseSectionsLeadBeyondTheFileIsTruncated()
    {
        // The highest bit of the length asks for section 4, which section 1's length puts behind the end of the file.
        byte[] bad = [.. Good];
        (bad[4], bad[8]) = (0x80, 0x7F);

        using var file = GribFile.Open((byte[])[.. bad, .. Good]);

        Assert.Equal(2, Assert.Single(file.Fields).MessageNumber);
        Assert.Contains("truncated", Assert.Single(file.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherEditionIsNamed()
    {
        byte[] other = [.. Good];
        other[7] = 3;

        using var file = GribFile.Open((byte[])[.. other, .. Good]);

        Assert.Contains("edition 3 is not supported (1 and 2 are)", Assert.Single(file.Problems).Message, StringComparison.Ordinal);
        Assert.Single(file.Fields);
    }

    [Fact]
    public void ABitmapPredefinedByACentreIsRefusedByItsNumber()
    {
        var product = Edition1Writer.Product().U8(8, Edition1Writer.HasGrid | Edition1Writer.HasBitmap);
        using var file = GribFile.Open(Edition1Writer.Message(
            product,
            Edition1Writer.LatitudeLongitude(3, 1),
            Edition1Writer.Bitmap(true, true, true).U16(5, 12),
            Edition1Writer.Simple([1, 2, 3], 8)));

        var problem = Assert.Single(file.Problems);
        Assert.Contains("section 3: bitmap 12, predefined by the centre", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(33)]
    [InlineData(255)]
    public void MoreThan32BitsAValueAreRefused(int bits)
    {
        using var file = GribFile.Open(Edition1Writer.Message(
            Edition1Writer.Product(), Edition1Writer.LatitudeLongitude(3, 1), Edition1Writer.Simple([1, 2, 3], 8).U8(11, bits)));

        Assert.Contains($"{bits} bits per value", Assert.Single(file.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesThatDoNotFitInTheDataAreRefused()
    {
        using var file = GribFile.Open(Edition1Writer.Message(
            Edition1Writer.Product(), Edition1Writer.LatitudeLongitude(30, 1), Edition1Writer.Simple([1, 2, 3], 8)));

        Assert.Contains("30 values", Assert.Single(file.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABillionPointsInASmallFileAreRefusedWithoutAllocatingThem()
    {
        var grid = Edition1Writer.LatitudeLongitude(2, 2).U16(7, 40_000).U16(9, 40_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var file = GribFile.Open(Edition1Writer.Message(Edition1Writer.Product(), grid, Edition1Writer.Simple([], 0)));

        Assert.Contains("1600000000 grid points", Assert.Single(file.Problems).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void GroupsThatRunOverTheValuesAreRefusedWithTheirPlace()
    {
        byte[] message = Edition1PackingTests.SecondOrder("extended 2");
        // Section 4 starts behind sections 0, 1 and 2; octet 23 is the width of the groups' lengths.
        message[8 + 28 + 32 + 22] = 12;
        using var file = GribFile.Open(message);

        var error = Assert.Throws<GribFormatException>(file.Fields[0].Decode);

        Assert.Equal(1, error.MessageNumber);
        Assert.InRange(error.ByteOffset, 8 + 28 + 32, message.Length);
    }
}
