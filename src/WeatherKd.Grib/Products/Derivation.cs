using System.Globalization;

namespace WeatherKd.Grib.Products;

/// <summary>
/// What a product template makes of its parameter, in words: a mean over members, a probability, a percentile. Such values are not the
/// quantity itself, and in another unit at times.
/// </summary>
internal static class Derivation
{
    /// <summary>Null where the values are the parameter itself, of a run or of one member.</summary>
    public static string? Of(Product product, ReadOnlySpan<ProductPart> parts)
    {
        if (parts.IsEmpty)
        {
            return $"product template 4.{product.Template}";
        }

        var what = OfTemplate(product) ?? OfParts(product, parts);
        // Templates 4.105 to 4.107 and 4.112 relate the values to a reference period.
        return product.Template is (>= 105 and <= 107) or 112
            ? $"{(what is null ? "" : what + ", ")}in relation to a reference period"
            : what;
    }

    private static string? OfTemplate(Product product) => product.Template switch
    {
        3 or 4 or 13 or 14 => $"{FromMembers(product.DerivedForecast)}, of a cluster",
        7 => "error of the analysis or forecast",
        15 => "over an area",
        30 or 31 or 35 => "satellite observation",
        32 or 33 or 34 => "simulated satellite observation",
        88 or (>= 92 and <= 98) => "at a local time",
        103 or 104 => "waves of a range of periods",
        1000 or 1001 or 1002 or 1100 or 1101 => $"cross-section, product template 4.{product.Template}",
        _ => null,
    };

    private static string? OfParts(Product product, ReadOnlySpan<ProductPart> parts)
    {
        if (product.DerivedForecast is { } kind)
        {
            return FromMembers(kind);
        }

        if (product.Probability is { } probability)
        {
            return probability.ToString();
        }

        if (parts.ContainsAny(ProductPart.Percentile, ProductPart.Quantile))
        {
            return product.Percentile is { } percentile
                ? string.Create(CultureInfo.InvariantCulture, $"percentile {percentile:0.###}")
                : "percentile not given";
        }

        return parts switch
        {
            _ when parts.Contains(ProductPart.PostProcessing) => "post-processed",
            _ when parts.Contains(ProductPart.Chemical) => $"chemical constituent {product.Constituent}",
            // Template 4.48 and particulate matter are what they have always been: the parameter itself.
            _ when parts.Contains(ProductPart.Aerosol) && !product.Parameter.IsKnown && product.Template != 48 =>
                $"aerosol {product.Constituent}",
            _ when parts.Contains(ProductPart.Categories) => "categories",
            _ when parts.Contains(ProductPart.Partition) => "a partition",
            _ when parts.Contains(ProductPart.Tile) => "a tile",
            _ => null,
        };
    }

    /// <summary>Code table 4.7.</summary>
    private static string FromMembers(int? kind) => kind switch
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
        10 => "variance of the members",
        _ => $"derived from the members (code {kind})",
    };
}
