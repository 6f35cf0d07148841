using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>The division of forecast origins in time.</summary>
public static class OriginPlan
{
    /// <summary>Hours between the parts, so that no target of one is in the history or the horizon of the next.</summary>
    public const int GapHours = 48;

    private const double HoldOutStart = 0.75;

    /// <summary>Divides origins; null where there are too few for three parts with their gaps.</summary>
    public static DatasetSplit? Divide(IReadOnlyList<Hour> origins, AlignmentOptions options)
    {
        if (origins.Count < 4)
        {
            return null;
        }

        var verificationStart = options.Protocol == SplitProtocol.Reference
            ? origins[(int)Math.Floor(HoldOutStart * origins.Count)]
            : RecentWindowStart(origins, options);
        var learned = origins.Where(o => o <= verificationStart - GapHours).ToList();
        if (options.ValidationShare == 0 && learned.Count > 0)
        {
            return new DatasetSplit(origins[0], learned[^1], learned[^1] + 1, learned[^1], verificationStart, origins[^1]);
        }

        var validationStart = learned.Count < 2 ? Hour.MaxValue : learned[(int)Math.Floor((1 - options.ValidationShare) * learned.Count)];
        var training = learned.Where(o => o <= validationStart - GapHours).ToList();
        return training.Count == 0
            ? null
            : new DatasetSplit(origins[0], training[^1], validationStart, learned[^1], verificationStart, origins[^1]);
    }

    private static Hour RecentWindowStart(IReadOnlyList<Hour> origins, AlignmentOptions options)
    {
        var byTime = options.OriginStep.AtOrAfter(origins[^1] - (24 * options.VerificationDays) + 1);
        var byShare = origins[^Math.Max(1, (int)(options.MaximumVerificationShare * origins.Count))];
        return Hour.Max(byTime, byShare);
    }
}
