namespace WeatherKd.NetCdf.Conventions;

/// <summary>
/// A unit of measure: a factor and an offset to the SI units of its dimension. Two of one dimension can be converted into each other.
/// </summary>
/// <param name="Scale">Factor to the SI unit.</param>
/// <param name="Offset">Added after it: 273.15 for °C.</param>
/// <param name="Dimension">Powers of the base units.</param>
public sealed record CfUnit(double Scale, double Offset, CfDimension Dimension)
{
    /// <summary>A unit by its name, spelt as UDUNITS understands it, or as files of weather services have it beside that.</summary>
    /// <param name="text">Such as <c>m s-1</c>, <c>m/s</c>, <c>kg m**-2</c>, <c>deg C</c>, <c>W/m²</c>, <c>1e-6 kg m^-3</c>.</param>
    /// <returns>Null for a unit that is not known.</returns>
    public static CfUnit? Parse(string text) => CfUnitText.Parse(text);

    /// <summary>Factor and offset from this unit to another.</summary>
    /// <param name="other">A unit of the same dimension.</param>
    /// <returns>Null where the dimensions differ.</returns>
    public (double Scale, double Offset)? To(CfUnit other) => Dimension == other.Dimension
        ? (Scale / other.Scale, (Offset - other.Offset) / other.Scale)
        : null;

    private bool IsNumber => Dimension == default && Offset == 0;

    /// <summary>
    /// The product of two units. Tenths of a °C keep its offset (UDUNITS manual, "Grammar"); otherwise it is lost, as in °C per hour.
    /// </summary>
    internal CfUnit Multiply(CfUnit other) => new(
        Scale * other.Scale,
        IsNumber ? other.Offset : other.IsNumber ? Offset : 0,
        Dimension.Add(other.Dimension));

    /// <summary>A power of a unit.</summary>
    internal CfUnit Power(int exponent) => exponent == 1 ? this : new(Math.Pow(Scale, exponent), 0, Dimension.Multiply(exponent));
}

/// <summary>The powers of the base units that a unit is made of.</summary>
/// <param name="Metre">Power of length.</param>
/// <param name="Kilogram">Power of mass.</param>
/// <param name="Second">Power of time.</param>
/// <param name="Kelvin">Power of temperature.</param>
/// <param name="Radian">Power of an angle, which is kept apart from numbers without a unit.</param>
public readonly record struct CfDimension(int Metre = 0, int Kilogram = 0, int Second = 0, int Kelvin = 0, int Radian = 0)
{
    internal CfDimension Add(CfDimension other) =>
        new(Metre + other.Metre, Kilogram + other.Kilogram, Second + other.Second, Kelvin + other.Kelvin, Radian + other.Radian);

    internal CfDimension Multiply(int factor) => new(Metre * factor, Kilogram * factor, Second * factor, Kelvin * factor, Radian * factor);
}
