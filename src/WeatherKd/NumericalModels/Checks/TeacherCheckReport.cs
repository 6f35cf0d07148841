using System.Globalization;
using WeatherKd.Observations.Quality;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>What the checks found in a file of a numerical model.</summary>
/// <param name="Runs">Its runs, ascending.</param>
/// <param name="Worst">The values furthest beyond what was allowed, the worst first.</param>
/// <param name="Reasons">In which respects runs differ from earlier ones, a sentence each.</param>
/// <param name="Refusal">Why the file is not to be used at all, because it is mostly flagged; null where it is.</param>
public sealed record TeacherCheckReport(
    IReadOnlyList<RunFindings> Runs,
    IReadOnlyList<QualityCase> Worst,
    IReadOnlyList<string> Reasons,
    string? Refusal)
{
    /// <summary>Values flagged in all runs.</summary>
    public long FlaggedValues => Runs.Sum(r => r.FlaggedValues);

    /// <summary>What was flagged, in a sentence; empty where nothing was.</summary>
    public string Summary() => Describe(Runs, Worst, Reasons);

    /// <summary>Puts a report together.</summary>
    internal static TeacherCheckReport Of(
        IReadOnlyList<RunFindings> runs,
        IReadOnlyList<QualityCase> worst,
        IReadOnlyList<string> reasons,
        double mostly)
    {
        var (values, flagged) = (runs.Sum(r => r.Values), runs.Sum(r => r.FlaggedValues));
        var refused = flagged > 0 && flagged >= mostly * values;
        return new(runs, worst, reasons, refused ? $"{Describe(runs, worst, reasons)} Nothing of the file is used." : null);
    }

    private static string Describe(IReadOnlyList<RunFindings> runs, IReadOnlyList<QualityCase> worst, IReadOnlyList<string> reasons)
    {
        var touched = runs.Where(r => r.FlaggedValues > 0).ToList();
        if (touched.Count == 0)
        {
            return string.Empty;
        }

        var counts = touched
            .SelectMany(r => r.Flagged)
            .GroupBy(f => (f.Variable, f.Test))
            .Select(g => g.Key.Test == TeacherTests.Empty
                ? $"{g.Key.Variable} is empty ({g.Sum(f => f.Count)} values)"
                : $"{g.Sum(f => f.Count)} of {g.Key.Variable} fail the check '{g.Key.Test}'");
        var which = touched.Count == 1
            ? $"run {UtcTime.Format(touched[0].Run)}"
            : $"{touched.Count} runs from {UtcTime.Format(touched[0].Run)} to {UtcTime.Format(touched[^1].Run)}";
        var why = reasons.Count == 0 ? string.Empty : $" {reasons[0]}";
        var example = worst.Count == 0 || reasons.Count > 0 ? string.Empty : string.Create(
            CultureInfo.InvariantCulture,
            $"; for example {worst[0].Variable} {worst[0].Value:G6} at {worst[0].StationId}, valid "
            + $"{UtcTime.Format(worst[0].ValidTime)}{Limit(worst[0])}");
        return $"Of {touched.Sum(r => r.Values)} values of {which} {touched.Sum(r => r.FlaggedValues)} are flagged: "
            + $"{string.Join(", ", counts)}{example}.{why}";
    }

    private static string Limit(QualityCase found) => double.IsNaN(found.Limit)
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $", where {found.Limit:G6} is the bound or was expected");
}
