using WeatherKd.Grib.Ccsds;

namespace WeatherKd.Grib.Tests.Ccsds;

public sealed class CcsdsDecoderTests
{
    public static TheoryData<string> Streams => [.. LibaecStream.All.Select(stream => stream.Name)];

    [Theory]
    [MemberData(nameof(Streams))]
    public void StreamsOfTheReferenceImplementationGiveTheSamplesTheyWereMadeFrom(string name)
    {
        var stream = LibaecStream.All.Single(candidate => candidate.Name == name);
        var samples = new uint[stream.Count];

        CcsdsDecoder.Decode(stream.Bytes, stream.Parameters, samples);

        Assert.Equal(stream.Samples, samples);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void AStreamCutShortIsRefused(string name)
    {
        var stream = LibaecStream.All.Single(candidate => candidate.Name == name);

        foreach (var kept in (int[])[0, 1, stream.Bytes.Length / 2])
        {
            var error = Assert.Throws<GribFormatException>(
                () => CcsdsDecoder.Decode(stream.Bytes.AsSpan(0, kept), stream.Parameters, new uint[stream.Count]));
            Assert.Contains($"the data end after {kept} bytes", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, 32, 128, 8, "0 bits per sample")]
    [InlineData(33, 32, 128, 8, "33 bits per sample")]
    [InlineData(16, 0, 128, 8, "blocks of 0 samples")]
    [InlineData(16, 15, 128, 8, "blocks of 15 samples")]
    [InlineData(16, 258, 128, 8, "blocks of 258 samples")]
    [InlineData(16, 32, 0, 8, "interval of 0 blocks")]
    [InlineData(8, 32, 128, 24, "restricted set of options and 8 bits")]
    public void ParametersOutOfRangeAreRefused(int bits, int blockSize, int interval, byte mask, string reason)
    {
        var error = Assert.Throws<GribFormatException>(
            () => CcsdsDecoder.Decode(new byte[100], new CcsdsParameters(bits, blockSize, interval, mask), new uint[10]));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunOfZeroBlocksBeyondTheIntervalIsRefused()
    {
        // Identifier 0000, zero run, reference of 16 bits, then ten zeros and a one: ten blocks where the interval has four.
        var bits = new BitWriter();
        bits.Write(0, 4 + 1 + 16);
        bits.WriteFundamentalSequence(10);

        var error = Assert.Throws<GribFormatException>(
            () => CcsdsDecoder.Decode(bits.ToArray(), new CcsdsParameters(16, 8, 4, 8), new uint[1000]));

        Assert.Contains("10 zero blocks where 4 remain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASecondExtensionCodeThatNoEncoderWritesIsRefused()
    {
        // Identifier 0000, second extension, reference of 16 bits, then the first code past a pair sum of 12.
        var bits = new BitWriter();
        bits.Write(1, 4 + 1);
        bits.Write(0, 16);
        for (var pair = 0; pair < 4; pair++)
        {
            bits.WriteFundamentalSequence(91);
        }

        var error = Assert.Throws<GribFormatException>(
            () => CcsdsDecoder.Decode(bits.ToArray(), new CcsdsParameters(16, 8, 4, 8), new uint[8]));

        Assert.Contains("code 91", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedStreamsEndWithSamplesInRangeOrAnErrorInBoundedWork()
    {
        var random = new Random(20240511);
        var refused = 0;
        for (var trial = 0; trial < 20_000; trial++)
        {
            var stream = LibaecStream.All[trial % LibaecStream.All.Count];
            var damaged = stream.Bytes;
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var parameters = stream.Parameters with { OptionsMask = (byte)(stream.Parameters.OptionsMask & ~(byte)CcsdsOptions.Signed) };
            var samples = new uint[random.Next(1, 3 * stream.Count)];
            var work = WorkMeter.Start();
            try
            {
                CcsdsDecoder.Decode(damaged.AsSpan(0, random.Next(damaged.Length + 1)), parameters, samples);
                Assert.All(samples, sample => Assert.InRange(sample, 0u, parameters.LargestSample));
            }
            catch (GribFormatException)
            {
                refused++;
            }

            // Each block gives at least one sample; of the last one, up to 255 have no place.
            Assert.InRange(work.Steps, 0, samples.Length + 255);
        }

        Assert.InRange(refused, 1, 19_999);
    }

    [Fact]
    public void DecodingAllocatesNothing()
    {
        var stream = LibaecStream.All[0];
        var coded = stream.Bytes;
        var samples = new uint[stream.Count];
        CcsdsDecoder.Decode(coded, stream.Parameters, samples);
        var before = GC.GetAllocatedBytesForCurrentThread();

        CcsdsDecoder.Decode(coded, stream.Parameters, samples);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
