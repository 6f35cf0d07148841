using System.Buffers.Binary;
using WeatherKd.Grib.Jpeg2000;

namespace WeatherKd.Grib.Tests.Jpeg2000;

public sealed class Jpeg2000CodestreamTests
{
    public static TheoryData<string> Names => [.. OpenJpegStream.All.Select(stream => stream.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void CodestreamsOfOpenJpegGiveTheImageTheyWereMadeFrom(string name)
    {
        var stream = OpenJpegStream.Named(name);

        AssertImage(stream, stream.Codestream);
    }

    [Theory]
    [InlineData("tiles")]
    [InlineData("tile-parts")]
    public void PacketHeadersMayStandInTheTilePartHeaders(string name)
    {
        var stream = OpenJpegStream.Named(name);

        AssertImage(stream, GatheredHeaders.InTileParts(stream.Codestream));
    }

    [Theory]
    [InlineData("tiles")]
    [InlineData("tile-parts")]
    public void PacketHeadersMayStandInTheMainHeader(string name)
    {
        var stream = OpenJpegStream.Named(name);

        AssertImage(stream, GatheredHeaders.InMainHeader(stream.Codestream));
    }

    [Fact]
    public void ACodestreamInAJp2FileIsFound()
    {
        // T.800 annex I: signature box, an unknown box, and the codestream box that reaches to the end of the file (length 0).
        var stream = OpenJpegStream.Named("default");
        byte[] file =
        [
            0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20, 0x0D, 0x0A, 0x87, 0x0A,
            0, 0, 0, 9, .. "free"u8, 1,
            0, 0, 0, 0, .. "jp2c"u8, .. stream.Codestream,
        ];

        AssertImage(stream, file);
    }

    [Fact]
    public void TheEndMarkerAndTheLengthOfTheLastTilePartMayBeMissing()
    {
        var stream = OpenJpegStream.Named("default");
        var codestream = stream.Codestream;
        var tilePart = codestream.AsSpan().IndexOf((byte[])[0xFF, 0x90]);
        AssertImage(stream, codestream[..^2]);

        codestream.AsSpan(tilePart + 6, 4).Clear();

        AssertImage(stream, codestream);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ACodestreamCutShortIsRefused(string name)
    {
        var stream = OpenJpegStream.Named(name);
        var whole = stream.Codestream;
        var samples = new int[stream.Image.Width * stream.Image.Height];

        // Not the last bytes, which a codestream may do without.
        for (var kept = 0; kept < whole.Length - 16; kept += 1 + (whole.Length / 100))
        {
            Assert.Throws<GribFormatException>(() => Jpeg2000Codestream.Decode(whole.AsSpan(0, kept), samples.Length, samples));
        }
    }

    [Fact]
    public void AnImageOfAnotherSizeIsRefused()
    {
        var error = Assert.Throws<GribFormatException>(
            () => Jpeg2000Codestream.Decode(OpenJpegStream.Named("default").Codestream, 1000, new int[2000]));

        Assert.Contains("40 by 36 samples where 1000 are expected", error.Message, StringComparison.Ordinal);
    }

    // Offsets of the SIZ segment's fields from the start of the codestream: T.800, table A.9.
    [Theory]
    [InlineData(6, 2, 0x4000, "high-throughput")]
    [InlineData(24, 4, 0, "tiles of 0 by 36")]
    [InlineData(24, 4, 1, "1440 tiles")]
    [InlineData(40, 2, 3, "3 components")]
    [InlineData(42, 1, 40, "samples of 41 bits")]
    [InlineData(43, 1, 2, "subsampled 2 by 1")]
    public void WhatNoFieldHasIsRefusedWithItsName(int offset, int bytes, int value, string reason)
    {
        var codestream = OpenJpegStream.Named("default").Codestream;
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, value);
        number[^bytes..].CopyTo(codestream.AsSpan(offset));
        if (reason.StartsWith("1440", StringComparison.Ordinal))
        {
            BinaryPrimitives.WriteInt32BigEndian(codestream.AsSpan(28), 1);
        }

        var error = Assert.Throws<GribFormatException>(() => Jpeg2000Codestream.Decode(codestream, 1440, new int[1440]));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WorkingMemoryIsPooled()
    {
        // Without a transform, whose generic vectors allocate in unoptimised builds.
        var stream = OpenJpegStream.Named("no-transform");
        var codestream = stream.Codestream;
        var samples = new int[stream.Image.Width * stream.Image.Height];
        Jpeg2000Codestream.Decode(codestream, samples.Length, samples);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Jpeg2000Codestream.Decode(codestream, samples.Length, samples);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8192);
    }

    private static void AssertImage(OpenJpegStream stream, byte[] codestream)
    {
        var expected = stream.Image.Samples;
        var decoded = new int[expected.Length];

        var size = Jpeg2000Codestream.Decode(codestream, expected.Length, decoded);

        Assert.Equal((stream.Image.Width, stream.Image.Height), size);
        Assert.Equal(expected, decoded, (one, other) => Math.Abs(one - other) <= stream.Tolerance);
    }
}
