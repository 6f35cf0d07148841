using System.Globalization;

namespace WeatherKd.Grib.Products;

/// <summary>
/// What a product template makes of its parameter, in words: a mean over members, a probability, a percentile. Such values are not the
/// quantity itself, and in another unit at times.
/// </summary>
internal static class Derivation
{
    /// <summary>Null where the values are the parameter itself, of a run or of one member.</summary>
    public static string? Read(Octets section, int template) => template switch
    {
        0 or 1 or 8 or 11 or 48 or 60 or 61 => null,
        2 or 12 => FromMembers(section.U8(35)),
        3 or 4 => $"{FromMembers(section.U8(35))}, of a cluster",
        5 or 9 => Probability(section),
        6 or 10 => $"percentile {section.U8(35)}",
        7 => "error of the analysis or forecast",
        15 => "over an area",
        _ => $"product template 4.{template}",
    };

    /// <summary>Code table 4.7.</summary>
    private static string FromMembers(int kind) => kind switch
    {
        0 => "mean of the members",
        1 => "weighted mean of the members",
        2 => "standard deviation of the members",
        3 => "normalised standard deviation of the members",
        4 => "spread of the members",
        5 => "large anomaly index",
        6 => "mean of the cluster members",
        7 => "interquartile range of the members",
        8 => "minimum of the members",
        9 => "maximum of the members",
        _ => $"derived from the members (code {kind})",
    };

    /// <summary>Code table 4.9, with the limits in octets 38 to 47.</summary>
    private static string Probability(Octets section)
    {
        string lower = Limit(section, 38), upper = Limit(section, 43);
        return section.U8(37) switch
        {
            0 => $"probability below {lower}",
            1 => $"probability above {upper}",
            2 => $"probability from {lower} to {upper}",
            3 => $"probability above {lower}",
            4 => $"probability below {upper}",
            var kind => $"probability (code {kind})",
        };
    }

    private static string Limit(Octets section, int octet) =>
        DecimalScale.Apply(section.S32(octet + 1), section.S8(octet)).ToString("G7", CultureInfo.InvariantCulture);
}
