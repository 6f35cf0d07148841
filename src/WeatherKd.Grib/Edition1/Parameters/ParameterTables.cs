using WeatherKd.Grib.Products;

namespace WeatherKd.Grib.Edition1.Parameters;

/// <summary>Finds a parameter of edition 1 by centre, table and number.</summary>
internal static class ParameterTables
{
    private const int Ncep = 7;
    private const int Jma = 34;
    private const int Ecmwf = 98;

    /// <summary>Tables up to this version are the WMO's in their numbers below 128.</summary>
    private const int LastWmoVersion = 127;

    private const int FirstLocal = 128;

    /// <summary>"Missing" in code table 0.0: no discipline of edition 2 has this parameter.</summary>
    private const int NoDiscipline = 255;

    /// <summary>In edition 2, numbers from here on are the centre's own.</summary>
    private const int FirstLocalOfEdition2 = 192;

    /// <summary>The row of a parameter; null where it is not known.</summary>
    /// <param name="centre">Octet 5.</param>
    /// <param name="subCentre">Octet 26: other centres that use ECMWF's tables say so here.</param>
    /// <param name="version">Octet 4.</param>
    /// <param name="number">Octet 9.</param>
    public static TableRow? Find(int centre, int subCentre, int version, int number)
    {
        var table = version switch
        {
            <= LastWmoVersion when number < FirstLocal => WmoTable2.Rows,
            <= LastWmoVersion when centre == Ncep => NcepTable2.Rows,
            128 when UsesEcmwfTables(centre, subCentre) => EcmwfTable128.Rows,
            140 when UsesEcmwfTables(centre, subCentre) => EcmwfTable140.Rows,
            210 when UsesEcmwfTables(centre, subCentre) => EcmwfTable210.Rows,
            228 when UsesEcmwfTables(centre, subCentre) => EcmwfTable228.Rows,
            200 when centre == Jma => JmaTable200.Rows,
            _ => null,
        };
        var row = table?.GetValueOrDefault(number);
        return row is null && table == JmaTable200.Rows ? WmoTable2.Rows.GetValueOrDefault(number) : row;
    }

    /// <summary>Whether a table is ECMWF's, whose sums begin at the start of the forecast although time ranges do not say so.</summary>
    public static bool IsEcmwfs(int centre, int subCentre, int version) => version >= FirstLocal && UsesEcmwfTables(centre, subCentre);

    /// <summary>
    /// The parameter in edition 2's numbers; where it has none there, discipline 255, the table's version as category, and its number.
    /// </summary>
    public static Parameter Describe(TableRow? row, int centre, int version, int number)
    {
        if (row is null)
        {
            return new Parameter(NoDiscipline, version, number, $"{number}.{version}", $"parameter {number} of table {version}", "");
        }

        return row.Equivalent is { } numbers && (centre == Ecmwf || centre == Ncep && version <= LastWmoVersion || !IsLocal(numbers))
            ? new Parameter(numbers.Discipline, numbers.Category, numbers.Number, row.ShortName, row.Name, row.Unit)
            : new Parameter(NoDiscipline, version, number, row.ShortName, row.Name, row.Unit);
    }

    private static bool UsesEcmwfTables(int centre, int subCentre) => centre == Ecmwf || subCentre == Ecmwf;

    /// <summary>A number that ECMWF or NCEP has given means another thing in a message that says it is of another centre.</summary>
    private static bool IsLocal((int Discipline, int Category, int Number) numbers) =>
        numbers.Discipline >= FirstLocalOfEdition2 || numbers.Category >= FirstLocalOfEdition2 || numbers.Number >= FirstLocalOfEdition2;
}
