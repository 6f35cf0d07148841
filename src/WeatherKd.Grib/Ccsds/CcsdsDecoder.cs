namespace WeatherKd.Grib.Ccsds;

/// <summary>
/// Decodes adaptive entropy coding after CCSDS 121.0-B-3 ("Lossless Data Compression"), as GRIB2 template 5.42 uses it
/// and libaec writes it. Works in the caller's array; nothing is allocated.
/// </summary>
internal static class CcsdsDecoder
{
    // A run of zero blocks written as 5 stands for "all that remain of the segment" (section 3.4.3); segments have 64 blocks.
    private const int RemainderOfSegment = 5;
    private const int BlocksPerSegment = 64;

    /// <summary>Decodes exactly as many samples as <paramref name="samples"/> holds.</summary>
    /// <param name="data">The coded stream: section 7 of the message without its first five octets.</param>
    /// <param name="parameters">How the stream was coded.</param>
    /// <param name="samples">
    /// Receives the samples: unsigned, below 2^bits; where both <see cref="CcsdsOptions.Signed"/> and
    /// <see cref="CcsdsOptions.Preprocess"/> are set, two's complement of 32 bits.
    /// </param>
    /// <exception cref="GribFormatException">
    /// The parameters are out of range, the stream ends early, or it holds a code that no encoder writes.
    /// </exception>
    public static void Decode(ReadOnlySpan<byte> data, CcsdsParameters parameters, Span<uint> samples)
    {
        parameters.Validate();
        var reader = new CcsdsBitReader(data);
        var intervalLength = parameters.BlockSize * parameters.ReferenceSampleInterval;
        long steps = 0;
        for (var at = 0; at < samples.Length; at += Math.Min(intervalLength, samples.Length - at))
        {
            steps += DecodeInterval(ref reader, parameters, samples.Slice(at, Math.Min(intervalLength, samples.Length - at)));
            if (parameters.PadsIntervals)
            {
                reader.AlignToByte();
            }
        }

        WorkMeter.Add(steps);
        if (parameters is { IsPreprocessed: true, IsSigned: true })
        {
            CcsdsPredictor.ToTwosComplement(samples, parameters.BitsPerSample);
        }
    }

    /// <returns>Samples worked on, those of the last block that have no place in the field included.</returns>
    private static long DecodeInterval(ref CcsdsBitReader reader, in CcsdsParameters parameters, Span<uint> interval)
    {
        var blockSize = parameters.BlockSize;
        var bits = parameters.BitsPerSample;
        var identifierBits = parameters.OptionIdentifierBits;
        var uncompressed = (1u << identifierBits) - 1;
        var predictor = new CcsdsPredictor(parameters);
        Span<uint> surplus = stackalloc uint[256];
        long steps = 0;

        for (var at = 0; at < interval.Length;)
        {
            var hasReference = parameters.IsPreprocessed && at == 0;
            var option = reader.ReadBits(identifierBits);
            var isLowEntropy = option == 0;
            var isZeroRun = isLowEntropy && reader.ReadBits(1) == 0;
            var reference = hasReference && option != uncompressed ? reader.ReadBits(bits) : 0;
            var blocks = isZeroRun ? ReadZeroRun(ref reader, parameters, at / blockSize) : 1;
            var target = interval.Slice(at, (int)Math.Min((long)blocks * blockSize, interval.Length - at));

            if (isZeroRun)
            {
                target.Clear();
            }
            else
            {
                // The last block of a field is coded in full, although its surplus samples have no place in the field.
                var block = target.Length == blockSize ? target : surplus[..blockSize];
                if (isLowEntropy)
                {
                    CcsdsSecondExtension.Read(ref reader, block, hasReference, parameters.LargestSample);
                }
                else if (option == uncompressed)
                {
                    block.Clear();
                    reader.AppendLowBits(block, bits);
                }
                else
                {
                    reader.ReadSplitSamples(hasReference ? block[1..] : block, (int)option - 1, parameters.LargestSample);
                }

                if (target.Length < blockSize)
                {
                    block[..target.Length].CopyTo(target);
                }
            }

            if (hasReference && option != uncompressed)
            {
                target[0] = reference;
            }

            if (parameters.IsPreprocessed)
            {
                predictor.Restore(target, hasReference);
            }

            at += target.Length;
            steps += blockSize;
        }

        return steps;
    }

    private static int ReadZeroRun(ref CcsdsBitReader reader, in CcsdsParameters parameters, int blocksBefore)
    {
        var remaining = parameters.ReferenceSampleInterval - blocksBefore;
        Span<uint> code = stackalloc uint[1];
        reader.ReadFundamentalSequences(code);
        var run = (long)code[0] + 1;
        if (run == RemainderOfSegment)
        {
            return Math.Min(remaining, BlocksPerSegment - (blocksBefore % BlocksPerSegment));
        }

        if (run > RemainderOfSegment)
        {
            run--;
        }

        return run <= remaining
            ? (int)run
            : throw new GribFormatException(
                $"CCSDS stream: a run of {run} zero blocks where {remaining} remain to the next reference sample");
    }
}
