using WeatherKd.Grib.Edition1.Parameters;
using WeatherKd.Grib.Products;

namespace WeatherKd.Grib.Edition1;

/// <summary>Section 1 of edition 1: who issued what, for when, at which level; and which sections follow.</summary>
/// <param name="Numbers">The numbers as they stand there.</param>
/// <param name="Origin">Who issued it.</param>
/// <param name="Reference">The reference time; null where its octets hold no date.</param>
/// <param name="ReferenceMeaning">Code table 1.2 of edition 2: 0 analysis, 1 start of forecast.</param>
/// <param name="Product">All else, in terms of edition 2.</param>
/// <param name="DecimalScale">Octets 27 and 28.</param>
/// <param name="HasGrid">Whether section 2 follows; otherwise the grid's number defines it.</param>
/// <param name="HasBitmap">Whether section 3 follows.</param>
internal sealed record ProductDefinition(
    Edition1Numbers Numbers,
    Origin Origin,
    DateTimeOffset? Reference,
    int ReferenceMeaning,
    Product Product,
    int DecimalScale,
    bool HasGrid,
    bool HasBitmap)
{
    private const int LastWmoTable = 127;
    private const int NotSaid = 255;
    private const int Analysis = 0;
    private const int StartOfForecast = 1;
    private const int InitialisedAnalysis = 1;

    public static ProductDefinition Read(Octets section)
    {
        int version = section.U8(4), centre = section.U8(5), number = section.U8(9), subCentre = section.U8(26);
        var reference = ReferenceTime.Read(section);
        var row = ParameterTables.Find(centre, subCentre, version, number);
        var time = TimeRange.Read(section, reference, row, ParameterTables.IsEcmwfs(centre, subCentre, version));
        var local = LocalUse.Read(section, centre, subCentre);
        var numbers = new Edition1Numbers(version, number, section.U8(10), section.U16(11), section.U8(21), section.U8(7));
        var isAnalysis = local.IsAnalysis || numbers.TimeRange == InitialisedAnalysis;
        var product = new Product(
            Template(time, local),
            ParameterTables.Describe(row, centre, version, number),
            isAnalysis ? Analysis : NotSaid,
            section.U8(6),
            time.Start,
            LevelTable.Read(section, row),
            local.Member,
            time.Period,
            time.Derivation ?? local.Derivation)
        {
            Constituent = row?.Constituent,
        };
        return new ProductDefinition(
            numbers,
            new Origin(centre, subCentre, version <= LastWmoTable ? version : 0, version <= LastWmoTable ? 0 : version),
            reference,
            isAnalysis ? Analysis : StartOfForecast,
            product,
            section.S16(27),
            HasGrid: (section.U8(8) & 0x80) != 0,
            HasBitmap: (section.U8(8) & 0x40) != 0);
    }

    /// <summary>The product template of edition 2 that says the same.</summary>
    private static int Template(TimeRange time, LocalUse local) => (time.Period, local.Member) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => 8,
        _ => 11,
    };
}
