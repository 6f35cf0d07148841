using WeatherKd.Grib;
using WeatherKd.Grib.Products;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>What a GRIB field is to us: a variable of the table, or the model's orography.</summary>
/// <param name="Name">The variable's name, or <see cref="Orography"/>.</param>
/// <param name="Parameter">The parameter by which it was found, with its unit.</param>
/// <param name="Variable">The variable; null for orography.</param>
internal sealed record FieldRole(string Name, Grib2Parameter Parameter, WeatherVariable? Variable = null)
{
    public const string Orography = "orography";

    /// <summary>m² s⁻² of geopotential a metre of height: standard gravity.</summary>
    private const double StandardGravity = 9.80665;

    /// <summary>In m. Models of the Unified Model's family, KMA's LDAPS among them, give screen-level values at 1.5 m.</summary>
    internal const double HeightTolerance = 0.5;

    /// <summary>Longest time over which a maximum counts for the hour in which it ends: models give output every 3 h at least.</summary>
    private static readonly TimeSpan LongestMaximum = TimeSpan.FromHours(3);

    private static readonly FieldRole[] Heights =
    [
        new(Orography, new(0, 3, 5, "surface")),
        new(Orography, new(2, 0, 7, "surface")),
        new(Orography, new(0, 3, 4, "surface", Scale: 1 / StandardGravity)),
    ];

    /// <summary>
    /// Whether the field may be a sum or mean over a period. Of all others only instants are wanted, and maxima of gusts: a mean or maximum
    /// temperature is another thing.
    /// </summary>
    public bool MayHavePeriod => Variable?.OverHour == true;

    /// <summary>All roles that a table of variables gives, and orography, in order of preference.</summary>
    public static IReadOnlyList<FieldRole> All(VariableTable variables) =>
    [
        .. variables.All
            .Where(v => v.Grib2 is not null)
            .SelectMany(v => v.Grib2Also.Prepend(v.Grib2!).Select(p => new FieldRole(v.Name, p, v))),
        .. Heights,
    ];

    /// <summary>Whether a field plays this role; a probability or a mean of members is another thing than the quantity.</summary>
    public bool IsPlayedBy(GribField field) =>
        field.Parameter.Is(Parameter.Discipline, Parameter.Category, Parameter.Number)
        && (Parameter.Centre is null || Parameter.Centre == field.Origin.Centre)
        && IsTheQuantity(field)
        && LevelMatches(field.Level)
        && (field.Period is null
            || (MayHavePeriod && field.Period.Process is StatisticalProcess.Average or StatisticalProcess.Accumulation)
            || (Variable?.MaximumOverTime == true
                && field.Period.Process == StatisticalProcess.Maximum
                && field.Period.Length <= LongestMaximum));

    /// <summary>
    /// A constituent's field is told apart from the parameter itself by its constituent; all else that is derived is another thing.
    /// </summary>
    private bool IsTheQuantity(GribField field) => Parameter.Constituent is null
        ? field.Derivation is null
        : field.Constituent == Parameter.Constituent
            && (Parameter.ShortName is null || field.Parameter.ShortName == Parameter.ShortName)
            && field is { DerivedForecast: null, Probability: null, Percentile: null };

    private bool LevelMatches(Level level) => Parameter.Level switch
    {
        "surface" => level.Type == Level.Surface,
        "entireAtmosphere" => level.Type is 10 or 200,
        "meanSea" => level.Type == Level.MeanSea,
        "heightAboveGround" =>
            level.Type == Level.HeightAboveGround && Math.Abs(level.Value - Parameter.Height ?? double.NaN) <= HeightTolerance,
        var other =>
            throw new InvalidOperationException(
                $"variables.json: level '{other}' is none of surface, entireAtmosphere, meanSea, heightAboveGround."),
    };
}
