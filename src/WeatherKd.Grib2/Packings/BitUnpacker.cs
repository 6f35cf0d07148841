namespace WeatherKd.Grib2.Packings;

/// <summary>Unpacks a run of numbers of equal width and scales them.</summary>
internal static class BitUnpacker
{
    /// <param name="packed">The numbers, from the first byte's most significant bit on; long enough for all values.</param>
    /// <param name="bits">1 to 32.</param>
    /// <param name="scale">From number to value.</param>
    /// <param name="values">One for each number.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, int bits, LinearScale scale, Span<double> values)
    {
        var reader = new BitReader(packed, 0);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = scale.Apply(reader.Read(bits));
        }
    }
}
