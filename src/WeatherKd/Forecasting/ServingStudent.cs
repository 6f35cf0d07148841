using WeatherKd.Students;
using WeatherKd.Verification;

namespace WeatherKd.Forecasting;

/// <summary>A student that forecasts.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Session">It, loaded.</param>
/// <param name="Intervals">Factors on its intervals, by variable; see <see cref="IntervalStore"/>.</param>
internal sealed record ServingStudent(string Id, StudentSession Session, IReadOnlyDictionary<string, IntervalFactors> Intervals)
{
    /// <summary>
    /// By variable, by how much a run may move its forecasts; empty where that was not measured. See
    /// <see cref="Forecasting.BelievedDepartures"/>.
    /// </summary>
    public IReadOnlyDictionary<string, double> BelievedDepartures { get; init; } = new Dictionary<string, double>();

    /// <summary>What it was made from.</summary>
    public StudentLineage Lineage => Session.Lineage;

    /// <summary>The factors of its targets, in their order.</summary>
    public IReadOnlyList<IntervalFactors> IntervalsOfTargets =>
        [.. Lineage.Targets.Select(t => Intervals.GetValueOrDefault(t, IntervalFactors.None))];
}
