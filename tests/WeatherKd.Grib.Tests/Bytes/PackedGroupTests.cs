using System.Runtime.Intrinsics;
using WeatherKd.Grib.Tests.Ccsds;

namespace WeatherKd.Grib.Tests.Bytes;

/// <summary>Both ways of taking numbers out of a stream: that of this processor and that of others, such as ARM.</summary>
public sealed class PackedGroupTests
{
    [Fact]
    public void NumbersOfEveryWidthAtEveryBitComeOutOnEveryProcessor()
    {
        var random = new Random(11);
        foreach (var bits in Enumerable.Range(1, PackedGroup.WidestNumber))
        {
            foreach (var firstBit in Enumerable.Range(0, 8))
            {
                uint[] numbers = [.. Enumerable.Range(0, PackedGroup.Size).Select(_ => (uint)random.Next(1 << bits))];
                var writer = new BitWriter();
                writer.Write(0, firstBit);
                foreach (var number in numbers)
                {
                    writer.Write(number, bits);
                }

                byte[] bytes = [.. writer.ToArray(), .. new byte[32]];
                var group = new PackedGroup(firstBit, bits);

                Assert.Equal(numbers, Values(group.Read(ref bytes[0])));
                Assert.Equal(numbers, Values(group.ReadInHalves(ref bytes[0])));
            }
        }
    }

    [Fact]
    public void NumbersBecomeDoublesExactlyOnEveryProcessor()
    {
        var numbers = Vector128.Create(0u, 1u, 12_345_678u, int.MaxValue);
        var expected = Vector256.Create(0, 1, 12_345_678, (double)int.MaxValue);

        Assert.Equal(expected, PackedGroup.ToDouble(numbers));
        Assert.Equal(expected, PackedGroup.ToDoubleByBits(numbers));
    }

    private static uint[] Values(Vector256<uint> vector) => [.. Enumerable.Range(0, PackedGroup.Size).Select(i => vector[i])];
}
