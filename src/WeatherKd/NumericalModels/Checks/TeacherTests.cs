using WeatherKd.Series;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// Names of the checks of a numerical model, as they stand in <see cref="Rows.Flags"/>, beside those that it shares with
/// observations (<see cref="Observations.Quality.QualityTests"/>: <c>future, range, climate, step</c>).
/// </summary>
public static class TeacherTests
{
    /// <summary>One value at all stations, or at all leads, where that is implausible.</summary>
    public const string Constant = "constant";

    /// <summary>A percentage whose values all lie between 0 and 1.</summary>
    public const string Fraction = "fraction";

    /// <summary>Rain or radiation of a run of which some is outside the range: all of it is in another unit than it says.</summary>
    public const string Unit = "unit";

    /// <summary>No value of the variable in a run although earlier runs had it, or of any variable.</summary>
    public const string Empty = "empty";

    /// <summary>The level of a run, or how much it varies, differs from earlier runs by more than any run did so far.</summary>
    public const string Jump = "jump";

    /// <summary>The run fits earlier runs better some hours earlier or later.</summary>
    public const string Shifted = "shifted";

    /// <summary>The run's stations fit earlier runs better at each other's places.</summary>
    public const string Exchanged = "exchanged";

    /// <summary>The run's wind fits earlier runs better with its components exchanged.</summary>
    public const string Mirrored = "mirrored";
}
