using WeatherKd.Grib.Products;

namespace WeatherKd.Grib.Edition1.Parameters;

/// <summary>A parameter of one of edition 1's tables.</summary>
/// <param name="ShortName">As ecCodes has it.</param>
/// <param name="Name">In words.</param>
/// <param name="Unit">Unit of the values; empty where there is none.</param>
/// <param name="Equivalent">
/// Discipline, category and number in edition 2 of the same quantity in the same unit; null where edition 2 has none.
/// </param>
internal sealed record TableRow(string ShortName, string Name, string Unit, (int Discipline, int Category, int Number)? Equivalent = null)
{
    /// <summary>What the parameter itself does with the values of a period; null for a quantity of an instant.</summary>
    public StatisticalProcess? Process { get; init; }

    /// <summary>
    /// The length of that period, which ends at the forecast time; null for sums since the start and for extremes since the last output.
    /// </summary>
    public int? Hours { get; init; }

    /// <summary>Metres above ground that the parameter's name implies, where the level is given as the surface.</summary>
    public int? Height { get; init; }

    /// <summary>Type of the constituent that the parameter's name implies (common code table C-14); null where it implies none.</summary>
    public int? Constituent { get; init; }

    /// <summary>Whether the parameter's name implies mean sea level.</summary>
    public bool IsAtMeanSea { get; init; }

    /// <summary>Whether the parameter's name implies the top of the atmosphere.</summary>
    public bool IsAtTop { get; init; }
}
