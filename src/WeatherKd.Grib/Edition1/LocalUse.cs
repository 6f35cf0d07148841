using WeatherKd.Grib.Products;

namespace WeatherKd.Grib.Edition1;

/// <summary>
/// What the octets from 41 on say, which belong to the centre: the member of an ensemble, or a statistic over members or months. Known are
/// ECMWF's local definitions and NCEP's ensemble extension.
/// </summary>
/// <param name="Member">The member; null where the field is of no ensemble.</param>
/// <param name="Derivation">What the values are instead of the parameter itself; null for the parameter itself.</param>
/// <param name="IsAnalysis">Whether the message says that it is an analysis.</param>
internal sealed record LocalUse(EnsembleMember? Member, string? Derivation, bool IsAnalysis)
{
    private const int Ncep = 7;
    private const int Ecmwf = 98;
    private const int FirstOctet = 41;

    /// <summary>ECMWF's streams of monthly means, variances and climatologies (ecCodes: mars/stream.table).</summary>
    private static readonly HashSet<int> MonthlyStreams =
    [
        1043, 1070, 1071, 1072, 1073, 1074, 1075, 1076, 1080, 1089, 1091, 1092, 1094, 1096, 1097, 1099, 1206, 1207, 1208, 1209, 1210, 1211,
        1221, 1223, 1224, 1231, 1233, 1240, 1241, 1242, 1243, 1244, 1245, 1251,
    ];

    public static LocalUse Read(Octets section, int centre, int subCentre)
    {
        if (!section.Has(FirstOctet))
        {
            return new LocalUse(null, null, IsAnalysis: false);
        }

        return centre == Ecmwf || subCentre == Ecmwf ? ReadEcmwf(section)
            : centre == Ncep ? new LocalUse(ReadNcepMember(section), ReadNcepDerivation(section), IsAnalysis: false)
            : new LocalUse(null, null, IsAnalysis: false);
    }

    private static LocalUse ReadEcmwf(Octets section)
    {
        if (!section.Has(49))
        {
            return new LocalUse(null, null, IsAnalysis: false);
        }

        int type = section.U8(43), stream = section.U16(44);
        return new LocalUse(ReadEcmwfMember(section, section.U8(FirstOctet)), EcmwfDerivation(type, stream), IsAnalysis: type == 2);
    }

    /// <summary>
    /// Member and size follow the label in octets 42 to 49; in local definitions 15 and 16, of seasonal forecasts, the member has two.
    /// </summary>
    private static EnsembleMember? ReadEcmwfMember(Octets section, int definition)
    {
        var (number, size) = definition switch
        {
            1 or 26 or 30 or 36 when section.Has(51) => (section.U8(50), (int)section.U8(51)),
            15 when section.Has(57) => (section.U16(50), section.U16(56)),
            16 when section.Has(51) => (section.U16(50), NotSaid),
            _ => (0, 0),
        };
        var type = number == 0 ? Control : number % 2 == 0 ? Negative : Positive;
        return size == 0 ? null : new EnsembleMember(type, number, size == NotSaid ? 0 : size);
    }

    /// <summary>Types as in ecCodes' mars/type.table.</summary>
    private static string? EcmwfDerivation(int type, int stream) => type switch
    {
        12 or 13 => "error of the analysis or forecast",
        14 or 15 => "mean or deviation of a cluster",
        16 or 30 or 36 => "probability",
        17 or 43 or 47 => "mean of the members",
        18 or 44 or 46 or 48 => "standard deviation of the members",
        20 or 32 => "climatology",
        27 or 28 or 38 => "index of extremes",
        33 => "increment of the analysis",
        _ => MonthlyStreams.Contains(stream) ? $"monthly statistic (stream {stream})" : null,
    };

    /// <summary>NCEP's office note 388: octet 41 is 1, octet 42 the kind of member, octet 43 its number.</summary>
    private static EnsembleMember? ReadNcepMember(Octets section) => section.U8(FirstOctet) == 1 && section.Has(43)
        ? section.U8(42) switch
        {
            1 => new EnsembleMember(section.U8(43) == 2 ? LowResolutionControl : Control, 0, 0),
            2 => new EnsembleMember(Negative, section.U8(43), 0),
            3 => new EnsembleMember(Positive, section.U8(43), 0),
            _ => null,
        }
        : null;

    private static string? ReadNcepDerivation(Octets section) => section.U8(FirstOctet) == 1 && section.Has(44)
        ? section.U8(44) switch
        {
            0 or 1 when section.U8(42) <= 3 => null,
            var product => $"product {product} of the members",
        }
        : null;

    // Code table 4.6 of edition 2.
    private const int Control = 0;
    private const int LowResolutionControl = 1;
    private const int Negative = 2;
    private const int Positive = 3;

    /// <summary>A size that the message does not tell.</summary>
    private const int NotSaid = -1;
}
