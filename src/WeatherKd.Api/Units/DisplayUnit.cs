namespace WeatherKd.Api.Units;

/// <summary>The unit in which a column is answered, and how values come there from the unit of the store.</summary>
/// <param name="Name">Its name in the answer, e.g. <c>°F</c>.</param>
/// <param name="Scale">Factor on a value of the store's unit.</param>
/// <param name="Offset">Added after scaling.</param>
internal sealed record DisplayUnit(string Name, double Scale = 1, double Offset = 0)
{
    /// <summary>Decimals of scores and other differences.</summary>
    private const int DecimalsOfScores = 3;

    /// <summary>Decimals that mean something: instruments report about as many, and no forecast of the unit is that good.</summary>
    private int Decimals => Name switch
    {
        "%" or "°" or "W/m²" or "wmo code" => 0,
        "inch" => 3,
        "MJ/m²" => 2,
        _ => 1,
    };

    /// <summary>A value in this unit, rounded to what it means.</summary>
    /// <remarks>Adding 0 makes a rounded −0 a 0.</remarks>
    public double Of(double value) => Math.Round((value * Scale) + Offset, Decimals, MidpointRounding.AwayFromZero) + 0.0;

    /// <summary>A difference of two values (an RMSE, a bias) in this unit.</summary>
    public double Difference(double value) => Math.Round(value * Scale, DecimalsOfScores) + 0.0;
}
