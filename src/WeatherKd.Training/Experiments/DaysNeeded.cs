using System.Globalization;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// How many days of observations a student needs for what another reaches: read off its curve of scores over days, straight between its
/// points on a logarithmic axis of days, from the first point after which it stays at or below.
/// </summary>
internal static class DaysNeeded
{
    /// <summary>
    /// The days; positive infinity where no number of days of the curve is enough, and the curve's first where even that is.
    /// </summary>
    /// <param name="curve">Days and scores.</param>
    /// <param name="score">The score to reach: the lower the better.</param>
    public static double For(IEnumerable<(int Days, double Score)> curve, double score)
    {
        var points = curve.OrderBy(p => p.Days).ToList();
        var from = points.FindLastIndex(p => !(p.Score <= score)) + 1;
        if (from == points.Count)
        {
            return double.PositiveInfinity;
        }

        if (from == 0)
        {
            return points[0].Days;
        }

        var (before, after) = (points[from - 1], points[from]);
        var share = (before.Score - score) / (before.Score - after.Score);
        return Math.Exp(Math.Log(before.Days) + (share * (Math.Log(after.Days) - Math.Log(before.Days))));
    }

    /// <summary>
    /// The days as a multiple of those of the student that reached the score, as text; empty where there is no curve or no score.
    /// </summary>
    /// <param name="curve">Days and scores of the other.</param>
    /// <param name="days">Days of the student.</param>
    /// <param name="score">What it reached.</param>
    public static string Multiple(IReadOnlyList<(int Days, double Score)> curve, int days, double score)
    {
        if (curve.Count == 0 || !double.IsFinite(score))
        {
            return "";
        }

        var needed = For(curve, score);
        var (first, last) = (curve.Min(c => c.Days), curve.Max(c => c.Days));
        return double.IsInfinity(needed)
            ? string.Create(CultureInfo.InvariantCulture, $"> all ({(double)last / days:0.#})")
            : string.Create(CultureInfo.InvariantCulture, $"{(needed <= first ? "≤ " : "")}{needed / days:0.#}");
    }
}
