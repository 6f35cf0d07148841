namespace WeatherKd.Verification;

/// <summary>
/// Block bootstrap over days: forecasts of one day, and of days in a row, err alike, so whole blocks of days are drawn with replacement
/// instead of rows (Künsch 1989; circular blocks after Politis and Romano 1992). The draws are the same for every system and variable, so
/// that differences are paired.
/// </summary>
public sealed class DayBootstrap
{
    /// <summary>Blocks that a sample is made of at least: one block of all days is drawn the same every time, and has no spread.</summary>
    private const int FewestBlocks = 3;

    private readonly int[][] _draws;

    /// <summary>Draws the samples; none of a single day, of which nobody knows how the next would be.</summary>
    /// <param name="days">Number of days there are.</param>
    /// <param name="blockDays">Days of a block; of few days the blocks are shorter.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="seed">Equal seeds give equal intervals.</param>
    public DayBootstrap(int days, int blockDays, int samples, int seed)
    {
        var random = new Random(seed);
        var length = Math.Clamp(days / FewestBlocks, 1, blockDays);
        _draws = new int[days < 2 ? 0 : samples][];
        for (var s = 0; s < _draws.Length; s++)
        {
            var weights = new int[days];
            for (var drawn = 0; drawn < days;)
            {
                var start = random.Next(days);
                for (var i = 0; i < length && drawn < days; i++, drawn++)
                {
                    weights[(start + i) % days]++;
                }
            }

            _draws[s] = weights;
        }
    }

    /// <summary>The interval of a figure that is computed from how often each day counts.</summary>
    /// <param name="figure">The figure; not a number where a sample does not define it.</param>
    /// <param name="share">Share of the samples within it, above 0 and below 1: 0.95 is the 95 % interval.</param>
    /// <returns>Null where fewer than 20 samples define it.</returns>
    public Interval? Of(Func<int[], double> figure, double share = 0.95)
    {
        var values = Array.ConvertAll(_draws, d => figure(d)).Where(double.IsFinite).Order().ToArray();
        return values.Length < 20
            ? null
            : new Interval(EmpiricalQuantile.Of<double>(values, (1 - share) / 2), EmpiricalQuantile.Of<double>(values, (1 + share) / 2));
    }

    /// <summary>The standard deviation of a figure over the samples; null where fewer than 20 define it.</summary>
    /// <param name="figure">The figure; not a number where a sample does not define it.</param>
    public double? StandardDeviationOf(Func<int[], double> figure)
    {
        var values = Array.FindAll(Array.ConvertAll(_draws, d => figure(d)), double.IsFinite);
        if (values.Length < 20)
        {
            return null;
        }

        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
