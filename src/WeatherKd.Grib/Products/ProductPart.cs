namespace WeatherKd.Grib.Products;

/// <summary>
/// A stretch of section 4 that stands alike in several product templates; each template is a row of them from octet 12 on.
/// </summary>
internal enum ProductPart
{
    /// <summary>Type of generating process, background and forecast process: 3 octets.</summary>
    Process,

    /// <summary>Type and identifier of an observation's process: 2 octets.</summary>
    ObservationProcess,

    /// <summary>Data cut-off, time unit and forecast time: 8 octets.</summary>
    Time,

    /// <summary>First and second fixed surface: 12 octets.</summary>
    Surfaces,

    /// <summary>Type, number and size of the ensemble: 3 octets.</summary>
    Member,

    /// <summary>As <see cref="Member"/>, number and size with 4 octets each.</summary>
    LargeMember,

    /// <summary>Number and size without a type: 2 octets.</summary>
    MemberWithoutType,

    /// <summary>Code table 4.7 and the ensemble's size: 2 octets.</summary>
    Derived,

    /// <summary>Description of a cluster over a rectangle: 32 octets.</summary>
    RectangularCluster,

    /// <summary>Description of a cluster over a circle: 28 octets.</summary>
    CircularCluster,

    /// <summary>Number, count, type and limits of a probability: 13 octets.</summary>
    Probability,

    /// <summary>One octet, 0 to 100.</summary>
    Percentile,

    /// <summary>Number of quantiles and the quantile: 4 octets.</summary>
    Quantile,

    /// <summary>End of the overall interval and its time ranges: 12 octets, and 12 for each range.</summary>
    Interval,

    /// <summary>Statistics over an area: 3 octets.</summary>
    Area,

    /// <summary>Number of spectral bands and 11 octets for each.</summary>
    Bands,

    /// <summary>Type of a chemical constituent: 2 octets.</summary>
    Chemical,

    /// <summary>Type of an aerosol: 2 octets.</summary>
    Aerosol,

    /// <summary>Type of interval, first and second size: 11 octets.</summary>
    Size,

    /// <summary>Type of interval, first and second wavelength or wave period: 11 octets.</summary>
    Wave,

    /// <summary>Source or sink: 1 octet.</summary>
    Source,

    /// <summary>Modes of a distribution function: 7 octets, and 5 for each parameter.</summary>
    Distribution,

    /// <summary>Partitions: 4 octets, and 2 for each partition.</summary>
    Partition,

    /// <summary>Tile classification: 6 octets.</summary>
    Tile,

    /// <summary>Categories: 1 octet, and 12 for each category.</summary>
    Categories,

    /// <summary>Date of the model version of a hindcast: 7 octets.</summary>
    ModelVersion,

    /// <summary>Input process and centre of a post-processed product: 5 octets.</summary>
    PostProcessing,
}
