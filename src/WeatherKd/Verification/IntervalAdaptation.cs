using WeatherKd.Series;

namespace WeatherKd.Verification;

/// <summary>
/// Keeps the intervals of one variable honest while weather and numerical model drift: from the forecasts of the last weeks that have come
/// true, the factors with which the outermost quantiles would have had their shares of the observations below and above them (conformal
/// calibration, Romano et al. 2019, on a window that moves along). The factors are drawn towards those that a student came with, the more
/// the fewer cases there are. Rows are only counted, so that any number of stations fits into memory. Not thread-safe.
/// </summary>
/// <param name="levels">Probability levels of the quantiles, ascending, the median in the middle.</param>
public sealed class IntervalAdaptation(IReadOnlyList<double> levels)
{
    /// <summary>
    /// Days looked back: chosen, like <see cref="PriorCases"/>, on the training parts of two data sets, for coverage and CRPS.
    /// </summary>
    public const int Days = 30;

    /// <summary>Independent cases that what a student came with is worth.</summary>
    private const double PriorCases = 7;

    private const double Least = 0.2;
    private const double Most = 5;

    /// <summary>Bins of the ratios' logarithm: two neighbours are 1 % apart.</summary>
    private const double BinWidth = 0.01;

    private static readonly int Bins = (int)Math.Ceiling(Math.Log(Most / Least) / BinWidth) + 1;

    private readonly Dictionary<int, Day> _days = [];

    /// <summary>Whether there is a median with something on either side of it.</summary>
    public static bool CanAdapt(IReadOnlyList<double> levels) => levels.Count >= 3 && levels[levels.Count / 2] == 0.5;

    /// <summary>Adds a row that has come true.</summary>
    /// <param name="station">Which station; any number that is its own.</param>
    /// <param name="valid">Valid time.</param>
    /// <param name="quantiles">The quantiles as they were issued.</param>
    /// <param name="applied">The factors that are in them.</param>
    /// <param name="truth">What was observed.</param>
    public void Add(int station, Hour valid, ReadOnlySpan<float> quantiles, IntervalFactors applied, float truth)
    {
        if (!_days.TryGetValue(valid.Day, out var day))
        {
            _days.Add(valid.Day, day = new Day());
        }

        var median = quantiles[quantiles.Length / 2];
        day.Stations.Add(station);
        day.Below[BinOf(Ratio(median - truth, median - quantiles[0], applied.Below))]++;
        day.Above[BinOf(Ratio(truth - median, quantiles[^1] - median, applied.Above))]++;
    }

    /// <summary>The factors for forecasts issued on a day, from the rows that had come true on the days before it.</summary>
    /// <param name="day">The day: its hours' <see cref="Hour.Day"/>.</param>
    /// <param name="prior">What the student came with.</param>
    public IntervalFactors On(int day, IntervalFactors prior)
    {
        var window = _days.Where(d => d.Key >= day - Days && d.Key < day).Select(d => d.Value).ToList();
        if (window.Count == 0)
        {
            return prior;
        }

        var cases = IndependentCases.Of(window.Sum(d => d.Stations.Count), window.SelectMany(d => d.Stations).Distinct().Count());
        var weight = cases / (cases + PriorCases);
        return new IntervalFactors(
            Drawn(prior.Below, Reached(window.ConvertAll(d => d.Below), 1 - levels[0])),
            Drawn(prior.Above, Reached(window.ConvertAll(d => d.Above), levels[^1])));

        double Drawn(double from, double to) => from * Math.Pow(to / from, weight);
    }

    /// <summary>
    /// The truth's distance from the median in distances of the outermost quantile as the student gave it: the factor that would just have
    /// covered it.
    /// </summary>
    private static double Ratio(float truth, float quantile, double applied)
    {
        // On the other side of the median any factor covers it; beyond a quantile that lies on the median none does.
        if (truth <= 0)
        {
            return Least;
        }

        return quantile > 0 ? applied * truth / quantile : Most;
    }

    private static int BinOf(double ratio) => (int)(Math.Log(Math.Clamp(ratio, Least, Most) / Least) / BinWidth);

    /// <summary>The ratio that a share of the rows does not exceed.</summary>
    private static double Reached(List<long[]> days, double share)
    {
        var rows = share * days.Sum(d => d.Sum());
        double sum = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            sum += days.Sum(d => d[bin]);
            if (sum >= rows)
            {
                return Least * Math.Exp((bin + 0.5) * BinWidth);
            }
        }

        return Most;
    }

    private sealed class Day
    {
        public HashSet<int> Stations { get; } = [];

        public long[] Below { get; } = new long[Bins];

        public long[] Above { get; } = new long[Bins];
    }
}
