namespace WeatherKd.Grib.Jpeg2000;

/// <summary>A subband of a tile.</summary>
/// <param name="Area">Its coordinates (B-15).</param>
/// <param name="Orientation">0 LL, 1 HL (high-pass across), 2 LH (high-pass down), 3 HH.</param>
/// <param name="Origin">Index of its first coefficient in the tile's array, where lower subbands lie to the left and above.</param>
/// <param name="MagnitudeBits">Bits of the largest magnitude, without a region of interest.</param>
/// <param name="StepSize">Size of a quantization step; 1 for whole numbers.</param>
internal sealed record Subband(Area Area, int Orientation, int Origin, int MagnitudeBits, float StepSize);
