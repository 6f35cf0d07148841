using System.ComponentModel.DataAnnotations;
using WeatherKd.Settings;

namespace WeatherKd.Observations.Quality;

/// <summary>
/// Settings of quality control that do not depend on the variable; those that do are in <see cref="Variables.WeatherVariable"/>. Section
/// <c>Quality</c>.
/// </summary>
public sealed record QualityOptions
{
    /// <summary>How far after its arrival a value may claim to be valid, for clocks that disagree. Default 10 min; 0 to 3 h.</summary>
    [TimeRange("00:00:00", "03:00:00")]
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Radius in km within which stations are neighbours. Default 100; above 0 to 1,000.</summary>
    [Range(0, 1000.0, MinimumIsExclusive = true)]
    public double BuddyRadius { get; init; } = 100;

    /// <summary>
    /// Neighbours with a value that a station needs for the spatial test. Default 5; at least 3, for two cannot outvote one.
    /// </summary>
    [Range(3, int.MaxValue)]
    public int BuddyMinimum { get; init; } = 5;

    /// <summary>Largest difference in height of neighbours, in m. Default 200; above 0.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double BuddyHeight { get; init; } = 200;

    /// <summary>
    /// Distance from the neighbours' mean, in their standard deviations, from which a value is rejected. Default 5; above 0.
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double BuddyThreshold { get; init; } = 5;

    /// <summary>
    /// Limits for single stations and months, of an operator who knows them, by which the climatological test replaces its own.
    /// Default none.
    /// </summary>
    public IReadOnlyList<ClimateLimit> ClimateLimits { get; init; } = [];

    /// <summary>Worst cases that a report keeps. Default 20; 0 to 10,000.</summary>
    [Range(0, 10_000)]
    public int WorstCases { get; init; } = 20;
}

/// <summary>What is climatologically possible at a station in a month.</summary>
/// <param name="Variable">The variable's name.</param>
/// <param name="Month">1 to 12, of the valid time in UTC.</param>
/// <param name="Minimum">Smallest possible value, in the variable's unit.</param>
/// <param name="Maximum">Largest possible value.</param>
/// <param name="StationId">The station; null for all.</param>
public sealed record ClimateLimit(
    string Variable,
    [property: Range(1, 12)] int Month,
    double Minimum,
    double Maximum,
    string? StationId = null);
