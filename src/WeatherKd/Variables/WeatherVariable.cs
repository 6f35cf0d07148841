using System.Text.Json.Serialization;

namespace WeatherKd.Variables;

/// <summary>
/// One row of the table of variables (<c>variables.json</c>): everything that the pipeline knows of a
/// variable. A variable is added by adding a row; no code names one, except where physics ties two together
/// (wind components, dew point).
/// </summary>
public sealed record WeatherVariable
{
    /// <summary>Name as Open-Meteo uses it where it has one, e.g. <c>temperature_2m</c>. Also the column name in Parquet and CSV.</summary>
    public required string Name { get; init; }

    /// <summary>Unit of every value in <c>store</c>, in forecasts and in scores, e.g. <c>°C</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>
    /// Smallest plausible value, in <see cref="Unit"/>. The range test of quality control and the bound of a served forecast.
    /// </summary>
    public required double Minimum { get; init; }

    /// <summary>Largest plausible value, in <see cref="Unit"/>.</summary>
    public required double Maximum { get; init; }

    /// <summary>Whether a student forecasts it by default where it is observed. The others are inputs only.</summary>
    public bool Forecast { get; init; }

    /// <summary>How the student's graph scales it.</summary>
    public Normalisation Normalisation { get; init; }

    /// <summary>Largest believable change from one hour to the next, in <see cref="Unit"/>; null where no step test applies.</summary>
    public double? MaximumStepPerHour { get; init; }

    /// <summary>Hours of one unchanging value after which a sensor counts as stuck; null where constancy is normal.</summary>
    public int? StuckHours { get; init; }

    /// <summary>Values that may stay constant for long without the sensor being stuck: calm wind.</summary>
    public IReadOnlyList<double> StuckExempt { get; init; } = [];

    /// <summary>
    /// Value from which on it may stay constant for long: in saturated air humidity sensors stop a few percent short of 100, each at its
    /// own end. Null where there is none.
    /// </summary>
    public double? StuckExemptFrom { get; init; }

    /// <summary>
    /// Smallest spread of neighbouring stations that the spatial test assumes, in <see cref="Unit"/>; null where neighbours need not agree.
    /// </summary>
    public double? BuddySpread { get; init; }

    /// <summary>
    /// Change per metre of height, in <see cref="Unit"/>/m, by which a value is moved between heights (temperature: the lapse rate of the
    /// standard atmosphere); null where it is not.
    /// </summary>
    public double? ChangePerMetre { get; init; }

    /// <summary>The GRIB2 parameter that carries it; null where numerical models do not have it.</summary>
    public Grib2Parameter? Grib2 { get; init; }

    /// <summary>Other GRIB2 parameters by which some centres send the same, in order of preference after <see cref="Grib2"/>.</summary>
    public IReadOnlyList<Grib2Parameter> Grib2Also { get; init; } = [];

    /// <summary>Whether a value is the sum or the mean over the hour before its time, not one of an instant.</summary>
    public bool OverHour { get; init; }

    /// <summary>
    /// Whether numerical models may give it as the largest value since their last output, as they do gusts; else only that of an instant.
    /// </summary>
    public bool MaximumOverTime { get; init; }

    /// <summary>
    /// The variable that is computed from this one; null for all others. A wind component is kept only where its counterpart came in
    /// another file, until the run is read together: it is no input, target or teacher of a student.
    /// </summary>
    public string? PartOf { get; init; }

    /// <summary>
    /// Variables of the same hour that it is computed from where a student has it as a target (<see cref="ComputedVariables"/>); empty for
    /// all others.
    /// </summary>
    public IReadOnlyList<string> ComputedFrom { get; init; } = [];

    /// <summary>
    /// Whether files carry it and the store keeps it. What is computed alone, a probability, is a model's own judgement in a file and no
    /// more an observation there than here.
    /// </summary>
    [JsonIgnore]
    public bool IsStored => PartOf is not null || ComputedFrom.Count == 0;

    /// <summary>
    /// Whether 0 is nothing of it and there is no most of it, as with wind, so that "half as much" has a meaning at any level.
    /// </summary>
    [JsonIgnore]
    public bool IsRatioScaled => this is { Minimum: 0, Normalisation: Normalisation.Standard, Unit: not ("%" or "°") };

    /// <summary>Column headers, or their beginnings before a bracketed unit, under which CSV files carry it.</summary>
    public IReadOnlyList<string> CsvHeaders { get; init; } = [];

    /// <summary>CF standard name, by which NetCDF files carry it.</summary>
    public string? StandardName { get; init; }

    /// <summary>Other CF standard names by which NetCDF files carry it, in units that can be brought to <see cref="Unit"/>.</summary>
    public IReadOnlyList<string> StandardNamesAlso { get; init; } = [];

    /// <summary>
    /// ecCodes' short names of it, and the names that cfgrib and the Climate Data Store make of them (<c>2t</c>, <c>t2m</c>), by which
    /// NetCDF files made of GRIB carry it where they have no standard name.
    /// </summary>
    public IReadOnlyList<string> GribShortNames { get; init; } = [];
}

/// <summary>How a variable enters and leaves the student's network.</summary>
public enum Normalisation
{
    /// <summary>Mean 0 and standard deviation 1 over the training part.</summary>
    Standard,

    /// <summary>log(1 + x), then <see cref="Standard"/>: for amounts with many zeros and a long tail.</summary>
    Logarithmic,

    /// <summary>Sine and cosine of an angle in degrees. Inputs only.</summary>
    Circular,

    /// <summary>
    /// Departure from the mean of its own window, then <see cref="Standard"/>: for a level that says more of the station's height and of
    /// the season than of the weather. A target's level is added back.
    /// </summary>
    Departure,
}

/// <summary>
/// A parameter of WMO GRIB2 code table 4.2 and the level it is wanted at. A value in the variable's unit is
/// <c>packed × <see cref="Scale"/> + <see cref="Offset"/></c>.
/// </summary>
/// <param name="Discipline">Code table 0.0.</param>
/// <param name="Category">Code table 4.1.</param>
/// <param name="Number">Code table 4.2.</param>
/// <param name="Level">
/// First fixed surface, in words: <c>surface</c> (1), <c>entireAtmosphere</c> (10), <c>meanSea</c> (101), <c>heightAboveGround</c> (103).
/// </param>
/// <param name="Height">Value of the level where it has one, in m.</param>
/// <param name="Scale">Factor from the GRIB unit to ours.</param>
/// <param name="Offset">Added after scaling.</param>
/// <param name="Accumulated">Whether the parameter's unit is that of an amount (kg m⁻²), not of a rate or flux (kg m⁻² s⁻¹, W m⁻²).</param>
/// <param name="Centre">
/// Originating centre (common code table C-11) of a parameter from a centre's own table; null for those of the WMO.
/// </param>
/// <param name="Constituent">
/// Chemical (code table 4.230) or aerosol (common table C-14), e.g. 5 nitrogen dioxide, 62026 particulate matter; null for what is of none.
/// </param>
/// <param name="ShortName">
/// ecCodes' short name, where parameter and constituent are the same for several: particles of other sizes. Null as a rule.
/// </param>
public sealed record Grib2Parameter(
    int Discipline,
    int Category,
    int Number,
    string Level,
    double? Height = null,
    double Scale = 1,
    double Offset = 0,
    bool Accumulated = false,
    int? Centre = null,
    int? Constituent = null,
    string? ShortName = null);
