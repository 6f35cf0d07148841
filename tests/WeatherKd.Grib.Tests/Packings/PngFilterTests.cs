using WeatherKd.Grib.Png;

namespace WeatherKd.Grib.Tests.Packings;

public sealed class PngFilterTests
{
    public static TheoryData<byte, int> FiltersAndPixelSizes => new MatrixTheoryData<byte, int>([0, 1, 2, 3, 4], [1, 2, 3, 4]);

    [Theory]
    [MemberData(nameof(FiltersAndPixelSizes))]
    public void RowsAreUnfilteredAsTheSpecificationHasIt(byte filter, int pixelBytes)
    {
        var random = new Random(20261127);

        // Bytes from a small range, too: neighbours that are alike, where the predictions tie.
        foreach (var range in new[] { 4, 256 })
        {
            for (var pixels = 1; pixels < 40_000; pixels = (3 * pixels) + 1)
            {
                var above = RandomRow(random, range, pixels * pixelBytes);
                var row = RandomRow(random, range, pixels * pixelBytes);
                var expected = Unfilter(filter, row[..^PngFilter.Slack], above, pixelBytes);

                PngFilter.Undo(filter, row, above, pixelBytes);

                Assert.True(expected.AsSpan().SequenceEqual(row.AsSpan(0, expected.Length)));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AllNeighboursGiveTheSpecificationsPaethPredictor(int pixelBytes)
    {
        // A row has one corner and one upper neighbour, below them in turn a pixel that is each possible left neighbour and one that
        // is the prediction itself.
        var above = new byte[(512 * pixelBytes) + PngFilter.Slack];
        var row = new byte[above.Length];
        for (var corner = 0; corner < 256; corner++)
        {
            for (var up = 0; up < 256; up++)
            {
                for (var left = 0; left < 256; left++)
                {
                    var (before, cornerBefore) = left == 0 ? (0, 0) : (Predict(left - 1, up, corner), up);
                    var pair = 2 * left * pixelBytes;
                    above.AsSpan(pair, pixelBytes).Fill((byte)corner);
                    above.AsSpan(pair + pixelBytes, pixelBytes).Fill((byte)up);
                    row.AsSpan(pair, pixelBytes).Fill((byte)(left - Predict(before, corner, cornerBefore)));
                    row.AsSpan(pair + pixelBytes, pixelBytes).Clear();
                }

                PngFilter.Undo(4, row, above, pixelBytes);

                for (var left = 0; left < 256; left++)
                {
                    var prediction = row[((2 * left) + 1) * pixelBytes];
                    if (row[2 * left * pixelBytes] != left || prediction != Predict(left, up, corner))
                    {
                        Assert.Fail($"left {left}, above {up}, corner {corner}: {prediction}");
                    }
                }
            }
        }
    }

    private static byte[] RandomRow(Random random, int range, int length)
    {
        var row = new byte[length + PngFilter.Slack];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = (byte)random.Next(range);
        }

        return row;
    }

    /// <summary>PNG specification, section 9.2.</summary>
    private static byte[] Unfilter(byte filter, byte[] filtered, byte[] above, int distance)
    {
        var row = new byte[filtered.Length];
        for (var i = 0; i < row.Length; i++)
        {
            int left = i >= distance ? row[i - distance] : 0, corner = i >= distance ? above[i - distance] : 0;
            row[i] = (byte)(filtered[i] + filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => Predict(left, above[i], corner),
                _ => 0,
            });
        }

        return row;
    }

    /// <summary>PNG specification, section 9.4.</summary>
    private static int Predict(int left, int above, int corner)
    {
        var initial = left + above - corner;
        int fromLeft = Math.Abs(initial - left), fromAbove = Math.Abs(initial - above), fromCorner = Math.Abs(initial - corner);
        return fromLeft <= fromAbove && fromLeft <= fromCorner ? left : fromAbove <= fromCorner ? above : corner;
    }
}
