using CsCheck;
using WeatherKd.Grib.Ccsds;
using WeatherKd.TestSupport;

namespace WeatherKd.Grib.Tests.Ccsds;

public sealed class CcsdsRoundTripTests
{
    private const CcsdsOptions Preprocess = CcsdsOptions.Preprocess;

    [Fact]
    public void EveryOptionAtEveryWidthGivesTheSamplesBack()
    {
        var used = new HashSet<BlockOption>();
        for (var bits = 1; bits <= 32; bits++)
        {
            foreach (var option in Enumerable.Range(0, 30).Select(split => (BlockOption)split)
                .Concat([BlockOption.ZeroRun, BlockOption.SecondExtension, BlockOption.Uncompressed]))
            {
                var parameters = new CcsdsParameters(bits, 16, 8, (byte)Preprocess);
                used.UnionWith(AssertRoundTrip(parameters, SmallSteps(1000, bits, 1 + ((int)option % 30)), option));
            }
        }

        Assert.Equal(33, used.Count);
    }

    [Theory]
    [InlineData(1, (int)(Preprocess | CcsdsOptions.Restricted))]
    [InlineData(2, (int)(Preprocess | CcsdsOptions.Restricted))]
    [InlineData(3, (int)(Preprocess | CcsdsOptions.Restricted))]
    [InlineData(4, (int)(Preprocess | CcsdsOptions.Restricted))]
    [InlineData(7, (int)(Preprocess | CcsdsOptions.Signed))]
    [InlineData(32, (int)(Preprocess | CcsdsOptions.Signed))]
    [InlineData(12, (int)(Preprocess | CcsdsOptions.PadInterval))]
    [InlineData(12, (int)CcsdsOptions.None)]
    public void TheFlagsOfTheTemplateAreHonoured(int bits, int mask)
    {
        var flags = (CcsdsOptions)mask;
        foreach (var option in (BlockOption[])[BlockOption.Split0, (BlockOption)3, BlockOption.SecondExtension, BlockOption.Uncompressed])
        {
            var samples = SmallSteps(777, bits, 2);
            if (flags.HasFlag(CcsdsOptions.Signed))
            {
                samples = [.. samples.Select(sample => sample - (1L << (bits - 1)))];
            }

            AssertRoundTrip(new CcsdsParameters(bits, 8, 5, (byte)flags), samples, option);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void RunsOfZeroBlocksEndAtSegmentsAndIntervals(int blocks)
    {
        var samples = Enumerable.Repeat(7L, 3).Concat(Enumerable.Repeat(9L, 8 * blocks)).Concat(SmallSteps(100, 10, 3)).ToArray();

        var used = AssertRoundTrip(new CcsdsParameters(10, 8, 150, (byte)Preprocess), samples, (BlockOption)1);

        Assert.Contains(BlockOption.ZeroRun, used);
    }

    [Fact]
    public void AnyFieldComesBackAsItWas() =>
        Gen.Select(
            Gen.Int[1, 32],
            Gen.OneOf(Gen.Const(8), Gen.Const(16), Gen.Const(32), Gen.Const(64), Gen.Const(2), Gen.Const(256)),
            Gen.Int[1, 130],
            Gen.Int[1, 3000],
            Gen.Int[0, 33],
            Gen.Int[0, 32])
            .SampleRepeatably(
                field =>
                {
                    var (bits, blockSize, interval, count, option, step) = field;
                    var wanted = option > 29 ? BlockOption.ZeroRun + (option % 3) : (BlockOption)option;
                    AssertRoundTrip(
                        new CcsdsParameters(bits, blockSize, interval, (byte)Preprocess),
                        SmallSteps(count, bits, step),
                        wanted);
                },
                iterations: 2000);

    private static BlockOption[] AssertRoundTrip(CcsdsParameters parameters, long[] samples, BlockOption option)
    {
        var encoder = new CcsdsEncoder(parameters);
        var coded = encoder.Encode(samples, option);
        var decoded = new uint[samples.Length];

        CcsdsDecoder.Decode(coded, parameters, decoded);

        Assert.Equal(samples.Select(sample => (uint)sample), decoded);
        return [.. encoder.OptionsUsed];
    }

    /// <summary>A walk with steps below 2^<paramref name="stepBits"/>, flat stretches and jumps to the limits.</summary>
    private static long[] SmallSteps(int count, int bits, int stepBits)
    {
        var random = new Random(bits * 100 + stepBits);
        var largest = (1L << bits) - 1;
        var walk = new long[count];
        var sample = largest / 2;
        for (var i = 0; i < count; i++)
        {
            var isFlat = i / 40 % 3 == 0;
            var step = random.NextInt64(1L << stepBits) - (1L << stepBits) / 2;
            sample = i % 97 == 96 ? random.Next(2) * largest : isFlat ? sample : Math.Clamp(sample + step, 0, largest);
            walk[i] = sample;
        }

        return walk;
    }
}
