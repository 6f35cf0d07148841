
namespace WeatherKd.Observations.Quality;

/// <summary>Settings of quality control that do not depend on the variable; those that do are in <see cref="Variables.WeatherVariable"/>.</summary>
public sealed record QualityOptions
{
    /// <summary>How far after its arrival a value may claim to be valid, for clocks that disagree. Default 10 min; 0 to 3 h.</summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Radius in km within which stations are neighbours. Default 100; above 0 to 1,000.</summary>
    public double BuddyRadius { get; init; } = 100;

    /// <summary>Neighbours with a value that a station needs for the spatial test. Default 5; at least 3, for two cannot outvote one.</summary>
    public int BuddyMinimum { get; init; } = 5;

    /// <summary>Largest difference in height of neighbours, in m. Default 200; above 0.</summary>
    public double BuddyHeight { get; init; } = 200;

    /// <summary>Distance from the neighbours' mean, in their standard deviations, from which a value is rejected. Default 5; above 0.</summary>
    public double BuddyThreshold { get; init; } = 5;

    /// <summary>
    /// Limits for single stations and months, of an operator who knows them, by which the climatological test replaces its own.
    /// Default none.
    /// </summary>
    public IReadOnlyList<ClimateLimit> ClimateLimits { get; init; } = [];

    /// <summary>Worst cases that a report keeps. Default 20; 0 to 10,000.</summary>
    public int WorstCases { get; init; } = 20;

    /// <summary>Throws where a setting is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The setting, its value and its range.</exception>
    internal void Validate()
    {
        Require(FutureTolerance >= TimeSpan.Zero && FutureTolerance <= TimeSpan.FromHours(3), nameof(FutureTolerance), FutureTolerance, "0 to 3 hours");
        Require(BuddyRadius is > 0 and <= 1000, nameof(BuddyRadius), BuddyRadius, "above 0 to 1,000 km");
        Require(BuddyMinimum >= 3, nameof(BuddyMinimum), BuddyMinimum, "3 or more");
        Require(BuddyHeight > 0, nameof(BuddyHeight), BuddyHeight, "above 0 m");
        Require(BuddyThreshold > 0, nameof(BuddyThreshold), BuddyThreshold, "above 0");
        Require(WorstCases is >= 0 and <= 10_000, nameof(WorstCases), WorstCases, "0 to 10,000");
    }

    private static void Require(bool holds, string name, object given, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, given, $"Quality option {name} must be {allowed}.");
        }
    }
}

/// <summary>What is climatologically possible at a station in a month.</summary>
/// <param name="Variable">The variable's name.</param>
/// <param name="Month">1 to 12, of the valid time in UTC.</param>
/// <param name="Minimum">Smallest possible value, in the variable's unit.</param>
/// <param name="Maximum">Largest possible value.</param>
/// <param name="StationId">The station; null for all.</param>
public sealed record ClimateLimit(string Variable, int Month, double Minimum, double Maximum, string? StationId = null);
