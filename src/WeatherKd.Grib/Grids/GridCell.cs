namespace WeatherKd.Grib.Grids;

/// <summary>Four grid points around a place, as value indices, and where the place lies between them.</summary>
/// <param name="Index00">The point at the lower x and y (grid coordinates, not latitude).</param>
/// <param name="Index10">Its neighbour in x.</param>
/// <param name="Index01">Its neighbour in y.</param>
/// <param name="Index11">Its neighbour in both.</param>
/// <param name="FractionX">0 at the lower x to 1 at its neighbour.</param>
/// <param name="FractionY">0 at the lower y to 1 at its neighbour.</param>
public readonly record struct GridCell(int Index00, int Index10, int Index01, int Index11, double FractionX, double FractionY)
{
    /// <summary>As <see cref="FractionX"/>, on the second row: another on reduced and staggered grids alone.</summary>
    public double SecondFractionX { get; init; } = FractionX;

    /// <summary>The nearest of the four points, as a value index.</summary>
    public int Nearest => FractionY < 0.5
        ? FractionX < 0.5 ? Index00 : Index10
        : SecondFractionX < 0.5 ? Index01 : Index11;

    /// <summary>
    /// Bilinear mean of the four points' values, given in the order of the indices; NaN where one with weight is missing.
    /// </summary>
    public double Interpolate(double value00, double value10, double value01, double value11) =>
        Mix(Mix(value00, value10, FractionX), Mix(value01, value11, SecondFractionX), FractionY);

    // A weight of exactly zero leaves a missing neighbour out: a place on a grid point has that point's value.
    private static double Mix(double from, double to, double fraction) => fraction switch
    {
        0 => from,
        1 => to,
        _ => from + ((to - from) * fraction),
    };
}
