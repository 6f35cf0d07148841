using System.Buffers.Binary;
using System.Text;
using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests;

/// <summary>Files as they should not be: each says what is wrong and where, and costs its neighbours nothing.</summary>
public sealed class BadInputTests
{
    private static readonly byte[] Good = MessageWriter.Field(3, PackedValues.Simple([1, 2, 3], 8));

    [Fact]
    public void AnEmptyFileIsRefused()
    {
        var error = Assert.Throws<GribFormatException>(() => GribFile.Open(ReadOnlyMemory<byte>.Empty, "empty.grib2"));

        Assert.Equal("empty.grib2 is empty", error.Message);
    }

    [Fact]
    public void AnErrorPageIsRefusedEvenIfItMentionsGrib()
    {
        var page = Encoding.UTF8.GetBytes("<html><title>GRIB2 files are not available</title></html>");

        var error = Assert.Throws<GribFormatException>(() => GribFile.Open(page, "error.grib2"));

        Assert.Contains("error.grib2 is no GRIB file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BZh91AY&SY", "is packed with bzip2")]
    [InlineData("\u00FD7zXZ\0\0\u0004", "is packed with xz")]
    [InlineData("\u001F\u008B\b\0", "is packed with gzip")]
    [InlineData("PK\u0003\u0004", "is packed with zip")]
    [InlineData("CDF\u0001", "is a NetCDF file")]
    [InlineData("\u0089HDF\r\n", "is an HDF5 or NetCDF-4 file")]
    [InlineData("ISMD01 EDZW 010000\r\r\nBUFR\0\0\u0001\u0004", "holds BUFR messages")]
    public void AFileOfAnotherKindIsCalledByItsName(string head, string expected)
    {
        byte[] bytes = [.. Encoding.Latin1.GetBytes(head), .. new byte[200]];

        Assert.Contains(
            "file " + expected,
            Assert.Throws<GribFormatException>(() => GribFile.Open(bytes, "file")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AStreamThatCannotSeekIsRefusedWithAdvice()
    {
        using var zip = new System.IO.Compression.GZipStream(new MemoryStream(Good), System.IO.Compression.CompressionMode.Decompress);

        Assert.Contains("copy", Assert.Throws<ArgumentException>(() => GribFile.Open(zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BytesBetweenMessagesAreSkippedAndReported()
    {
        var heading = Encoding.ASCII.GetBytes("YTPA98 KWBC 061800\r\r\n");
        byte[] bytes = [.. heading, .. Good, .. "\0\0\0"u8, .. Good];

        using var file = GribFile.Open(bytes);

        Assert.Equal(2, file.Fields.Count);
        Assert.Empty(file.Problems);
        Assert.Equal([new ByteRange(0, heading.Length), new ByteRange(heading.Length + Good.Length, 3)], file.SkippedBytes);
    }

    [Fact]
    public void ATruncatedLastMessageLeavesTheOnesBeforeIt()
    {
        using var file = GribFile.Open((byte[])[.. Good, .. Good[..^30]]);

        Assert.Single(file.Fields);
        var problem = Assert.Single(file.Problems);
        Assert.Equal((2, (long)Good.Length), (problem.MessageNumber, problem.ByteOffset));
        Assert.Contains("truncated", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMessageWithAWrongLengthDoesNotHideTheNext()
    {
        foreach (var wrong in new ulong[] { 0, 19, (ulong)Good.Length - 1, (ulong)Good.Length + 5, ulong.MaxValue })
        {
            var bad = Changed(message => BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(8), wrong));

            using var file = GribFile.Open((byte[])[.. bad, .. Good]);

            Assert.Equal(2, Assert.Single(file.Fields).MessageNumber);
            Assert.Equal(1, Assert.Single(file.Problems).MessageNumber);
        }
    }

    [Fact]
    public void ASectionWithAWrongLengthIsNamed()
    {
        var bad = Changed(message => BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(16), 5000));

        using var file = GribFile.Open((byte[])[.. bad, .. Good]);

        var problem = Assert.Single(file.Problems);
        Assert.Equal(16, problem.ByteOffset);
        Assert.Contains("section 1 declares 5000 bytes", problem.Message, StringComparison.Ordinal);
        Assert.Single(file.Fields);
    }

    [Fact]
    public void AFileOfNothingButDamagedMessagesIsGivenUpSoon()
    {
        byte[] stump = [.. "GRIB\0\0\0\x02\0\0\0\0\0\0\0\x20"u8];
        byte[] bytes = [.. Good, .. Enumerable.Repeat(stump, 100_000).SelectMany(bytes => bytes)];

        using var file = GribFile.Open(bytes);

        Assert.Single(file.Fields);
        Assert.Equal(1001, file.Problems.Count);
        Assert.Contains("1000 messages are damaged", file.Problems[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(255)]
    public void MoreThan32BitsAValueAreRefused(int bits)
    {
        var packed = PackedValues.Simple(new uint[3], 8);
        packed.Section5.U8(20, bits);

        var problem = ProblemOf(MessageWriter.Field(3, packed));

        Assert.Contains($"{bits} bits per value", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABillionPointsInASmallFileAreRefusedWithoutAllocatingThem()
    {
        const int Points = 1_000_000_000;
        var message = MessageWriter.Message(
            MessageWriter.Identification(),
            new SectionWriter(3, 72).U32(7, Points).U8(15, 6).U32(31, 100_000).U32(35, 10_000).U8(72, 0)
                .S32(47, 90_000_000).S32(56, -90_000_000).S32(60, 359_000_000),
            MessageWriter.Forecast(),
            PackedValues.Scaled(0, 21, Points, 0),
            MessageWriter.NoBitmap(),
            PackedValues.Data([]));
        Assert.True(message.Length < 220);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var problem = ProblemOf(message);

        Assert.Contains($"{Points} grid points in 0 bytes", problem.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void MoreValuesThanTheDataHoldAreRefused()
    {
        var packed = PackedValues.Simple(new uint[10], 12);
        var message = MessageWriter.Field(1000, (PackedValues.Scaled(0, 21, 1000, 12), packed.Section7));

        Assert.Contains("do not fit in 15 bytes", ProblemOf(message).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABitmapWithAnotherNumberOfPointsThanValuesIsRefused()
    {
        using var file = GribFile.Open(MessageWriter.Field(3, PackedValues.Simple([1], 8), MessageWriter.Bitmap(true, true, false)));

        var error = Assert.Throws<GribFormatException>(file.Fields[0].Decode);

        Assert.Contains("the bitmap has room for 2 values, 1 are stored", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.MessageNumber);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(41)]
    [InlineData(42)]
    public void ABitmapThatLeavesOutEveryPointNeedsNoData(int template)
    {
        // ecCodes writes such a JPEG 2000 field without any image.
        var section5 = PackedValues.Scaled(template, 25, 0, 16);
        using var file = GribFile.Open(MessageWriter.Field(
            3,
            (section5, PackedValues.Data([])),
            MessageWriter.Bitmap(false, false, false)));

        Assert.Empty(file.Problems);
        Assert.Equal([double.NaN, double.NaN, double.NaN], file.Fields[0].Decode());
    }

    [Fact]
    public void AFieldOnAnUnknownGridCanBeReadButNotPlaced()
    {
        var message = MessageWriter.Message(
            MessageWriter.Identification(),
            MessageWriter.LatitudeLongitude(3, 1).U16(13, 140),
            MessageWriter.Forecast(),
            PackedValues.Simple([1, 2, 3], 8).Section5,
            MessageWriter.NoBitmap(),
            PackedValues.Simple([1, 2, 3], 8).Section7);

        using var file = GribFile.Open(message);
        var field = Assert.Single(file.Fields);

        Assert.Equal([1, 2, 3], field.Decode());
        Assert.False(field.Grid.IsSupported);
        var error = Assert.Throws<GribFormatException>(() => field.Grid.PointOf(0));
        Assert.Contains("grid definition template 3.140 is not supported", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(51)]
    public void SpectralCoefficientsAreNamedAsSuch(int template)
    {
        var packed = PackedValues.Simple([1, 2, 3], 8);
        packed.Section5.U16(10, template);
        using var file = GribFile.Open(MessageWriter.Field(3, packed));

        var error = Assert.Throws<GribFormatException>(file.Fields[0].Decode);

        Assert.Contains($"template 5.{template}, spectral coefficients", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AClosedFileCannotBeDecoded()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Good);
            var file = GribFile.Open(path);
            Assert.Equal([1, 2, 3], file.Fields[0].Decode());
            file.Dispose();

            Assert.Throws<ObjectDisposedException>(file.Fields[0].Decode);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static GribFormatException ProblemOf(byte[] message)
    {
        using var file = GribFile.Open(message);
        Assert.Empty(file.Fields);
        return Assert.Single(file.Problems);
    }

    private static byte[] Changed(Action<byte[]> change)
    {
        var message = Good.ToArray();
        change(message);
        return message;
    }
}
