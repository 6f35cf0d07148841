namespace WeatherKd.Grib.Products;

/// <summary>
/// What a field is about, by the WMO's numbers (code tables 0.0, 4.1 and 4.2). Numbers that this library has no row for
/// are shown as they are: they are not an error.
/// </summary>
/// <param name="Discipline">Code table 0.0: 0 meteorology, 1 hydrology, 2 land surface, 10 oceanography.</param>
/// <param name="Category">Code table 4.1, within the discipline: 0 temperature, 1 moisture, 2 momentum, 3 mass…</param>
/// <param name="Number">Code table 4.2, within the category; 192 to 254 are the originating centre's own.</param>
/// <param name="ShortName">
/// A short name as ecCodes has it, such as <c>t</c>, <c>u</c>, <c>prmsl</c>; for unknown numbers <c>0-2-224</c>.
/// </param>
/// <param name="Name">The name in words; for unknown numbers the three numbers in words.</param>
/// <param name="Unit">The unit of the decoded values, such as <c>K</c> or <c>kg m-2</c>; empty where it is not known.</param>
public sealed record Parameter(int Discipline, int Category, int Number, string ShortName, string Name, string Unit)
{
    /// <summary>Whether the numbers have a row in this library's table.</summary>
    public bool IsKnown => Unit.Length > 0;

    /// <summary>Whether the three numbers are these.</summary>
    public bool Is(int discipline, int category, int number) =>
        Discipline == discipline && Category == category && Number == number;

    /// <summary>Short name and unit, such as <c>t [K]</c>.</summary>
    public override string ToString() => IsKnown ? $"{ShortName} [{Unit}]" : ShortName;
}
