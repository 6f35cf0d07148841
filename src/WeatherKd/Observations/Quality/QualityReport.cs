using WeatherKd.Series;

namespace WeatherKd.Observations.Quality;

/// <summary>What quality control found in a file.</summary>
/// <param name="Rows">Rows checked.</param>
/// <param name="Values">Values that are not missing, by variable name.</param>
/// <param name="Rejected">
/// Values rejected, by variable and by the test that rejected them first; in the order of variables and tests.
/// </param>
/// <param name="Worst">The values furthest beyond what was allowed, the worst first.</param>
public sealed record QualityReport(
    long Rows,
    IReadOnlyDictionary<string, long> Values,
    IReadOnlyList<QualityCount> Rejected,
    IReadOnlyList<QualityCase> Worst)
{
    /// <summary>Values rejected by all tests together.</summary>
    public long RejectedValues => Rejected.Sum(c => c.Count);
}

/// <summary>How many values of a variable a test rejected.</summary>
/// <param name="Variable">The variable's name.</param>
/// <param name="Test">The test's name, one of <see cref="QualityTests"/>.</param>
/// <param name="Count">Values, at least 1.</param>
public sealed record QualityCount(string Variable, string Test, long Count);

/// <summary>A rejected value.</summary>
/// <param name="StationId">Its station.</param>
/// <param name="ValidTime">Its time, UTC.</param>
/// <param name="Variable">Its variable's name.</param>
/// <param name="Value">The raw value.</param>
/// <param name="Test">The test that rejected it.</param>
/// <param name="Limit">The bound that it broke, or the value expected in its place; NaN where a test has none.</param>
/// <param name="Excess">How far beyond the limit, as a share of what the test allows: 0 just beyond; comparable between variables.</param>
public sealed record QualityCase(
    string StationId,
    DateTimeOffset ValidTime,
    string Variable,
    double Value,
    string Test,
    double Limit,
    double Excess);

/// <summary>Names of the tests, as they stand in <see cref="Rows.Flags"/>, in the order in which they are made.</summary>
public static class QualityTests
{
    /// <summary>The provider itself marked the value as wrong.</summary>
    public const string Provider = "provider";

    /// <summary>The time lies after the file's arrival.</summary>
    public const string Future = "future";

    /// <summary>Outside what is physically possible anywhere.</summary>
    public const string Range = "range";

    /// <summary>Outside what is possible at this latitude, height and time of the year.</summary>
    public const string Climate = "climate";

    /// <summary>Two variables of one row contradict each other.</summary>
    public const string Consistency = "consistency";

    /// <summary>A later row of the file has a value for the same station and time.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Changed faster than is believable.</summary>
    public const string Step = "step";

    /// <summary>Has not changed for longer than is believable.</summary>
    public const string Stuck = "stuck";

    /// <summary>Far from what the neighbouring stations report.</summary>
    public const string Buddy = "buddy";

    /// <summary>All, in order.</summary>
    public static IReadOnlyList<string> All { get; } = [Provider, Future, Range, Climate, Consistency, Duplicate, Step, Stuck, Buddy];
}
