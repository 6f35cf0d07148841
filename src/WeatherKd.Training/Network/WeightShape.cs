namespace WeatherKd.Training.Network;

/// <summary>A trained tensor.</summary>
/// <param name="Name">Its name, unique in a student.</param>
/// <param name="Shape">Length of each axis.</param>
/// <param name="Start">How it begins.</param>
/// <param name="FanIn">
/// Numbers that one of its outputs sums: a uniform start lies within ± 1/√fan-in. 1 where the start is not uniform.
/// </param>
/// <param name="Common">Entries of the last axis from here on exist in guided students only; null where there are none.</param>
internal sealed record WeightShape(string Name, long[] Shape, WeightStart Start, int FanIn = 1, int? Common = null)
{
    public int Count => (int)Shape.Aggregate(1L, (a, b) => a * b);
}
