using WeatherKd.Grib2.Reading;

namespace WeatherKd.Grib2.Packings;

/// <summary>
/// From packed number X to value Y: Y = (R + X × 2^E) × 10^-D (WMO regulation 92.9.4). The order of the operations is ecCodes', so that
/// the results agree with it to the last bit but for the power of ten.
/// </summary>
internal readonly record struct LinearScale(double Reference, double BinaryFactor, double DecimalFactor)
{
    public static LinearScale Read(Octets section)
    {
        double reference = section.Float32(12);
        int binary = section.S16(16), decimals = section.S16(18);
        var scale = new LinearScale(reference, Math.ScaleB(1, binary), DecimalScale.Power(decimals));
        var isUsable = double.IsFinite(reference) && scale.BinaryFactor > 0 && double.IsFinite(scale.BinaryFactor)
            && scale.DecimalFactor > 0 && double.IsFinite(scale.DecimalFactor);
        return isUsable
            ? scale
            : throw section.Error($"reference value {reference}, binary scale {binary} and decimal scale {decimals} make no numbers", 12);
    }

    public double Apply(double packed) => ((packed * BinaryFactor) + Reference) * DecimalFactor;
}
