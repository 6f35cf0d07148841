using WeatherKd.Grib;
using WeatherKd.Grib.Products;

namespace WeatherKd.NumericalModels;

/// <summary>One field of a GRIB file, as its header says.</summary>
public sealed record GribFieldListing
{
    /// <summary>1-based number of its message.</summary>
    public required int Message { get; init; }

    /// <summary>1-based number in the message; above 1 only where a message holds several.</summary>
    public required int Field { get; init; }

    /// <summary>Where the message starts in the file.</summary>
    public required long ByteOffset { get; init; }

    /// <summary>Short name as ecCodes has it, with level and processing: <c>2t</c>, <c>10u</c>, <c>tp</c>.</summary>
    public required string ShortName { get; init; }

    /// <summary>Short name of the quantity alone: <c>2t</c>'s <c>t</c>; its three numbers where it is not known.</summary>
    public required string Parameter { get; init; }

    /// <summary>Name in words.</summary>
    public required string ParameterName { get; init; }

    /// <summary>Code table 0.0.</summary>
    public required int Discipline { get; init; }

    /// <summary>Code table 4.1.</summary>
    public required int Category { get; init; }

    /// <summary>Code table 4.2.</summary>
    public required int Number { get; init; }

    /// <summary>Unit of the values; empty where it is not known.</summary>
    public required string Unit { get; init; }

    /// <summary>Product definition template 4.x.</summary>
    public required int ProductTemplate { get; init; }

    /// <summary>
    /// What the values are instead of the parameter itself, such as <c>mean of the members</c>; null for the parameter itself.
    /// </summary>
    public required string? Derivation { get; init; }

    /// <summary>
    /// What was done with the values over the period: <c>average</c>, <c>accumulation</c>, <c>maximum</c>, <c>minimum</c>…; null for an
    /// instant.
    /// </summary>
    public required StatisticalProcess? Statistic { get; init; }

    /// <summary>Level in words, such as <c>height above ground 2 m</c>.</summary>
    public required string Level { get; init; }

    /// <summary>Code table 4.5 of the first surface.</summary>
    public required int LevelType { get; init; }

    /// <summary>Value of the first surface in the unit of its type; null where it has none.</summary>
    public required double? LevelValue { get; init; }

    /// <summary>Code table 4.5 of a layer's second surface; null for a single level.</summary>
    public required int? SecondLevelType { get; init; }

    /// <summary>Value of the second surface; null where it has none.</summary>
    public required double? SecondLevelValue { get; init; }

    /// <summary>Reference time, UTC; null where the message does not say it.</summary>
    public required DateTimeOffset? RunTime { get; init; }

    /// <summary>From reference to valid time, in h; null where the message does not say it.</summary>
    public required double? LeadHours { get; init; }

    /// <summary>When the values hold, UTC; the end of the period where there is one. Null where the message does not say it.</summary>
    public required DateTimeOffset? ValidTime { get; init; }

    /// <summary>Where the period starts, UTC; null for an instant and where the message does not say it.</summary>
    public required DateTimeOffset? PeriodStart { get; init; }

    /// <summary>Length of the period, in h; null for an instant and where the message does not say it.</summary>
    public required double? PeriodHours { get; init; }

    /// <summary>Ensemble member; null where there is none.</summary>
    public required int? Member { get; init; }

    /// <summary>Code table 4.9 of a probability; null for others.</summary>
    public required int? ProbabilityType { get; init; }

    /// <summary>Lower limit of a probability, in the parameter's unit; null where it has none.</summary>
    public required double? LowerLimit { get; init; }

    /// <summary>Upper limit of a probability, in the parameter's unit; null where it has none.</summary>
    public required double? UpperLimit { get; init; }

    /// <summary>The limit that counts for the type of probability; null for a range and for other fields.</summary>
    public required double? Threshold { get; init; }

    /// <summary>0 to 100; null for others.</summary>
    public required double? Percentile { get; init; }

    /// <summary>Code table 4.7 of a field derived from the members; null for others.</summary>
    public required int? DerivedForecast { get; init; }

    /// <summary>Who issued it.</summary>
    public required string Centre { get; init; }

    /// <summary>Grid type and size.</summary>
    public required string Grid { get; init; }

    /// <summary>How the values are stored.</summary>
    public required string Packing { get; init; }

    internal static GribFieldListing Of(GribField field) => new()
    {
        Message = field.MessageNumber,
        Field = field.NumberInMessage,
        ByteOffset = field.Message.Offset,
        ShortName = field.ShortName,
        Parameter = field.Parameter.ShortName,
        ParameterName = field.Parameter.Name,
        Discipline = field.Parameter.Discipline,
        Category = field.Parameter.Category,
        Number = field.Parameter.Number,
        Unit = field.Parameter.Unit,
        ProductTemplate = field.ProductTemplate,
        Derivation = field.Derivation,
        Statistic = field.Period?.Process,
        Level = field.Level.ToString(),
        LevelType = field.Level.Type,
        LevelValue = field.Level.Value,
        SecondLevelType = field.Level.SecondType,
        SecondLevelValue = field.Level.SecondValue,
        RunTime = field.ReferenceTime,
        LeadHours = field.LeadTime?.TotalHours,
        ValidTime = field.ValidTime,
        PeriodStart = field.Period?.Start,
        PeriodHours = field.Period?.Length?.TotalHours,
        Member = field.Member?.Number,
        ProbabilityType = field.Probability?.Type,
        LowerLimit = field.Probability?.Lower,
        UpperLimit = field.Probability?.Upper,
        Threshold = field.Probability?.Threshold,
        Percentile = field.Percentile,
        DerivedForecast = field.DerivedForecast,
        Centre = field.Origin.CentreName,
        Grid = field.Grid.ToString(),
        Packing = field.Packing.ToString()!,
    };
}
