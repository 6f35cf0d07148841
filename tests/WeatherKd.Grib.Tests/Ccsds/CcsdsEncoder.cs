using WeatherKd.Grib.Ccsds;

namespace WeatherKd.Grib.Tests.Ccsds;

/// <summary>How a block is coded; a split block has the number of its low bits as value.</summary>
internal enum BlockOption
{
    Split0 = 0,
    ZeroRun = 100,
    SecondExtension,
    Uncompressed,
}

/// <summary>
/// A plain encoder after the text of CCSDS 121.0-B-3, written from the standard's formulas and not from the decoder. It does not
/// look for the shortest code: it takes the wanted option wherever a block can be coded with it, so that tests reach all of them.
/// </summary>
internal sealed class CcsdsEncoder(CcsdsParameters parameters)
{
    private readonly BitWriter _writer = new();
    private readonly long _smallest = parameters.IsSigned ? -(1L << (parameters.BitsPerSample - 1)) : 0;

    /// <summary>Every option that a block was coded with.</summary>
    public HashSet<BlockOption> OptionsUsed { get; } = [];

    /// <summary>Codes samples; each must lie in the range of the width and sign.</summary>
    public byte[] Encode(IReadOnlyList<long> samples, BlockOption wanted)
    {
        var intervalLength = parameters.BlockSize * parameters.ReferenceSampleInterval;
        for (var start = 0; start < samples.Count; start += intervalLength)
        {
            EncodeInterval([.. samples.Skip(start).Take(intervalLength)], wanted);
            if (parameters.PadsIntervals)
            {
                _writer.AlignToByte();
            }
        }

        return _writer.ToArray();
    }

    private void EncodeInterval(List<long> samples, BlockOption wanted)
    {
        // The last block is filled up with the last sample.
        while (samples.Count % parameters.BlockSize != 0)
        {
            samples.Add(samples[^1]);
        }

        var preprocessed = parameters.IsPreprocessed;
        var coded = preprocessed ? MapErrors(samples) : [.. samples.Select(sample => sample & parameters.LargestSample)];
        var reference = samples[0] & parameters.LargestSample;
        var blocks = coded.Chunk(parameters.BlockSize).ToArray();
        for (var at = 0; at < blocks.Length;)
        {
            var hasReference = preprocessed && at == 0;
            var zeros = blocks.Skip(at).TakeWhile(block => block.All(value => value == 0)).Count();
            var segmentEnd = ((at / 64) + 1) * 64;
            if (zeros > 0 && wanted != BlockOption.Uncompressed)
            {
                var run = Math.Min(zeros, segmentEnd - at);
                WriteIdentifier(0, 0, hasReference, reference);
                var endsSegment = at + run == Math.Min(segmentEnd, parameters.ReferenceSampleInterval);
                _writer.WriteFundamentalSequence(run >= 5 && endsSegment ? 4 : run >= 5 ? run : run - 1);
                OptionsUsed.Add(BlockOption.ZeroRun);
                at += run;
                continue;
            }

            EncodeBlock(blocks[at], wanted, hasReference, reference);
            at++;
        }
    }

    private void EncodeBlock(long[] block, BlockOption wanted, bool hasReference, long reference)
    {
        var values = hasReference ? block[1..] : block;
        var largestSplit = (1 << parameters.OptionIdentifierBits) - 3;
        if (wanted == BlockOption.SecondExtension && block.Chunk(2).All(pair => pair.Sum() <= 12))
        {
            WriteIdentifier(0, 1, hasReference, reference);
            foreach (var pair in block.Chunk(2))
            {
                _writer.WriteFundamentalSequence((pair.Sum() * (pair.Sum() + 1) / 2) + pair[1]);
            }
        }
        else if ((int)wanted <= Math.Min(largestSplit, parameters.BitsPerSample - 1) && values.All(value => value >> (int)wanted < 2000))
        {
            WriteIdentifier((int)wanted + 1, null, hasReference, reference);
            Array.ForEach(values, value => _writer.WriteFundamentalSequence(value >> (int)wanted));
            Array.ForEach(values, value => _writer.Write((ulong)value, (int)wanted));
        }
        else
        {
            wanted = BlockOption.Uncompressed;
            WriteIdentifier((1 << parameters.OptionIdentifierBits) - 1, null, hasReference, reference);
            Array.ForEach(values, value => _writer.Write((ulong)value, parameters.BitsPerSample));
        }

        OptionsUsed.Add(wanted);
    }

    private void WriteIdentifier(int identifier, uint? lowEntropyBit, bool hasReference, long reference)
    {
        _writer.Write((ulong)identifier, parameters.OptionIdentifierBits);
        if (lowEntropyBit is { } bit)
        {
            _writer.Write(bit, 1);
        }

        if (hasReference)
        {
            _writer.Write((ulong)reference, parameters.BitsPerSample);
        }
    }

    /// <summary>Section 4.4: prediction errors, folded at the nearer limit; the first is a place holder for the reference.</summary>
    private long[] MapErrors(List<long> samples)
    {
        var largest = _smallest + parameters.LargestSample;
        var mapped = new long[samples.Count];
        for (var i = 1; i < samples.Count; i++)
        {
            var predicted = samples[i - 1];
            var error = samples[i] - predicted;
            var theta = Math.Min(predicted - _smallest, largest - predicted);
            mapped[i] = error >= 0 && error <= theta ? 2 * error
                : error < 0 && -error <= theta ? (2 * -error) - 1
                : theta + Math.Abs(error);
        }

        return mapped;
    }
}
