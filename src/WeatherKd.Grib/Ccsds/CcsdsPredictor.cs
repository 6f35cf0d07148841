namespace WeatherKd.Grib.Ccsds;

/// <summary>
/// Undoes the unit-delay predictor and the mapping of its errors to non-negative numbers (CCSDS 121.0-B-3, section 4).
/// Signed samples are handled as offset binary (smallest = 0): the mapping depends only on the distances to the two limits.
/// </summary>
internal ref struct CcsdsPredictor
{
    private readonly uint _largest;
    private readonly uint _upperHalf;
    private readonly uint _signBit;
    private uint _previous;

    /// <summary>A predictor that has seen no sample.</summary>
    public CcsdsPredictor(in CcsdsParameters parameters)
    {
        _largest = parameters.LargestSample;
        _upperHalf = (_largest >> 1) + 1;
        _signBit = parameters.IsSigned ? _upperHalf : 0;
    }

    /// <summary>Replaces mapped errors by samples. Errors of at most 2^bits - 1 give samples of at most 2^bits - 1.</summary>
    /// <param name="values">Mapped errors; the first is a reference sample where <paramref name="startsWithReference"/> says so.</param>
    /// <param name="startsWithReference">The first value is a sample itself.</param>
    public void Restore(Span<uint> values, bool startsWithReference)
    {
        var limit = _largest;
        var half = _upperHalf;
        if (startsWithReference)
        {
            _previous = values[0] ^= _signBit;
            values = values[1..];
        }

        var sample = _previous;
        for (var i = 0; i < values.Length; i++)
        {
            var mapped = values[i];

            // Distance from the previous sample to the nearer limit: errors up to it have either sign, larger ones only one.
            var fold = (sample & half) != 0 ? limit : 0;
            var step = (mapped >> 1) + (mapped & 1);
            sample = step <= (sample ^ fold) ? sample + ((mapped >> 1) ^ (0 - (mapped & 1))) : fold ^ mapped;
            values[i] = sample;
        }

        _previous = sample;
    }

    /// <summary>Offset binary to two's complement of 32 bits.</summary>
    public static void ToTwosComplement(Span<uint> samples, int bits)
    {
        foreach (ref var sample in samples)
        {
            sample -= 1u << (bits - 1);
        }
    }
}
