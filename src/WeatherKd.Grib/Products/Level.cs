namespace WeatherKd.Grib.Products;

/// <summary>The surface or layer that a field lies on (fixed surfaces of section 4, code table 4.5).</summary>
/// <param name="Type">
/// Code table 4.5 of the first surface: 1 ground, 100 pressure (Pa), 101 mean sea level, 103 height above ground (m)…
/// </param>
/// <param name="Value">Value of the first surface in the unit of its type; null where the type has none (such as the ground).</param>
/// <param name="SecondType">Code table 4.5 of the second surface of a layer; null for a single level.</param>
/// <param name="SecondValue">Value of the second surface; null where it has none.</param>
public sealed record Level(int Type, double? Value, int? SecondType = null, double? SecondValue = null)
{
    /// <summary>Type 1: ground or water surface.</summary>
    public const int Surface = 1;

    /// <summary>Type 100: isobaric surface; the value is in Pa.</summary>
    public const int Pressure = 100;

    /// <summary>Type 101: mean sea level.</summary>
    public const int MeanSea = 101;

    /// <summary>Type 103: height above ground; the value is in m.</summary>
    public const int HeightAboveGround = 103;

    /// <summary>The type in words, such as <c>height above ground</c>; <c>level type 224</c> where it is not known.</summary>
    public string TypeName => LevelTypes.Name(Type);

    /// <summary>Unit of <see cref="Value"/>; empty where the type has none or is not known.</summary>
    public string Unit => LevelTypes.Unit(Type);

    /// <summary>Whether this is the given height above ground, such as 2 m or 10 m.</summary>
    public bool IsHeightAboveGround(double metres) => Type == HeightAboveGround && Value == metres && SecondType is null;

    /// <summary>Such as <c>height above ground 2 m</c> or <c>depth below land 0-0.07 m</c>.</summary>
    public override string ToString()
    {
        var value = Value is { } first ? $" {first:G7}" : "";
        var second = SecondValue is { } last ? $"-{last:G7}" : "";
        return $"{TypeName}{value}{second}{(value.Length > 0 && Unit.Length > 0 ? " " + Unit : "")}";
    }
}
