namespace WeatherKd.Grib.Ccsds;

/// <summary>
/// The second-extension option (CCSDS 121.0-B-3, section 3.4.2): one fundamental sequence stands for two samples a and b,
/// with the value (a + b)(a + b + 1) / 2 + b.
/// </summary>
internal static class CcsdsSecondExtension
{
    // Beyond a sum of 12 other options are always shorter; libaec rejects larger codes too.
    private const int LargestSum = 12;

    private static readonly byte[] SumOfCode = Enumerable.Range(0, LargestSum + 1)
        .SelectMany(sum => Enumerable.Repeat((byte)sum, sum + 1))
        .ToArray();

    /// <summary>Reads a block; the first sample is left alone where <paramref name="hasReference"/> says it is known.</summary>
    /// <exception cref="GribFormatException">A code stands for samples that no encoder writes.</exception>
    public static void Read(ref CcsdsBitReader reader, scoped Span<uint> block, bool hasReference, uint largestSample)
    {
        var pairs = block.Length / 2;
        reader.ReadFundamentalSequences(block[pairs..]);
        for (var pair = 0; pair < pairs; pair++)
        {
            var code = block[pairs + pair];
            if (code >= SumOfCode.Length)
            {
                throw new GribFormatException($"CCSDS stream: second-extension code {code}; at most {SumOfCode.Length - 1} is allowed");
            }

            uint sum = SumOfCode[code];
            var second = code - (sum * (sum + 1) / 2);
            var first = sum - second;
            if (second > largestSample || (first > largestSample && !(hasReference && pair == 0)))
            {
                throw new GribFormatException($"CCSDS stream: second-extension code {code} stands for samples above {largestSample}");
            }

            block[2 * pair] = first;
            block[(2 * pair) + 1] = second;
        }
    }
}
