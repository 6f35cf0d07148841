namespace WeatherKd.Verification;

/// <summary>
/// A student's quantiles of one variable as the service would have issued them over the rows of a verification: adapted day by day to what
/// had come true before the day.
/// </summary>
/// <param name="Coverage">Share of observations between the outermost quantiles, ends included.</param>
/// <param name="Crps">Continuous ranked probability score, in the variable's unit.</param>
/// <param name="Next">The factors after the last row: what the student goes into service with.</param>
public sealed record AdaptedIntervals(double Coverage, double Crps, IntervalFactors Next)
{
    /// <summary>Adapts the quantiles of a variable's rows, from none; null where there are no rows or no quantiles.</summary>
    public static AdaptedIntervals? Of(VerifiedRows rows)
    {
        var width = rows.Levels.Count;
        if (rows.Count == 0 || !IntervalAdaptation.CanAdapt(rows.Levels))
        {
            return null;
        }

        var adaptation = new IntervalAdaptation(rows.Levels);
        var lastDay = 0;
        foreach (var chunk in rows.Chunks())
        {
            for (var i = 0; i < chunk.Count; i++)
            {
                var valid = chunk.Origins[i] + chunk.Leads[i];
                lastDay = Math.Max(lastDay, valid.Day);
                adaptation.Add(chunk.Stations[i], valid, chunk.Quantiles.Slice(i * width, width), IntervalFactors.None, chunk.Truth[i]);
            }
        }

        var score = new Crps(rows.Levels);
        var factors = new Dictionary<int, IntervalFactors>();
        Span<float> quantiles = stackalloc float[width];
        double crps = 0;
        var covered = 0L;
        foreach (var chunk in rows.Chunks())
        {
            for (var i = 0; i < chunk.Count; i++)
            {
                var day = chunk.Origins[i].Day;
                if (!factors.TryGetValue(day, out var ofDay))
                {
                    factors.Add(day, ofDay = adaptation.On(day, IntervalFactors.None));
                }

                chunk.Quantiles.Slice(i * width, width).CopyTo(quantiles);
                ofDay.Apply(quantiles);
                crps += score.Of(quantiles, chunk.Truth[i]);
                covered += CentralInterval.Covers(quantiles, chunk.Truth[i]) ? 1 : 0;
            }
        }

        return new AdaptedIntervals((double)covered / rows.Count, crps / rows.Count, adaptation.On(lastDay + 1, IntervalFactors.None));
    }
}
