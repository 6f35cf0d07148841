using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>Which forecast origins there are, and their division in time.</summary>
public static class OriginPlan
{
    /// <summary>Hours between the parts, so that no target of one is in the history or the horizon of the next.</summary>
    public const int GapHours = 48;

    private const double HoldOutStart = 0.75;

    /// <summary>
    /// All origins of a record: on the step's hours of the day, from the first with a full history and a run, to the last whose horizon lies inside both records.
    /// </summary>
    /// <param name="observations">Observed grids; the record reaches from the first to the last hour with any value.</param>
    /// <param name="teacher">Runs; where there are none, observations alone decide.</param>
    /// <param name="options">The step and lengths.</param>
    public static IReadOnlyList<int> Origins(IReadOnlyList<HourlyObservations> observations, IReadOnlyList<TeacherRuns> teacher, AlignmentOptions options)
    {
        var grids = observations.Where(o => o.NewestHour() is not null).ToList();
        if (grids.Count == 0)
        {
            return [];
        }

        var first = grids.Min(OldestHour) + options.HistoryHours - 1;
        var last = grids.Max(o => o.NewestHour()!.Value) - options.HorizonHours;
        var withRuns = teacher.Where(t => t.RunHours.Count > 0).ToList();
        if (withRuns.Count > 0)
        {
            first = Math.Max(first, withRuns.Min(t => t.RunHours[0]) + options.DeliveryDelayHours);
            last = Math.Min(last, withRuns.Max(t => t.LastValidHour) - options.HorizonHours);
        }

        return [.. options.OriginStep.Between(first, last)];
    }

    /// <summary>Divides origins; null where there are too few for three parts with their gaps.</summary>
    public static DatasetSplit? Divide(IReadOnlyList<int> origins, AlignmentOptions options)
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

        var validationStart = learned.Count < 2 ? int.MaxValue : learned[(int)Math.Floor((1 - options.ValidationShare) * learned.Count)];
        var training = learned.Where(o => o <= validationStart - GapHours).ToList();
        return training.Count == 0
            ? null
            : new DatasetSplit(origins[0], training[^1], validationStart, learned[^1], verificationStart, origins[^1]);
    }

    private static int RecentWindowStart(IReadOnlyList<int> origins, AlignmentOptions options)
    {
        var byTime = options.OriginStep.AtOrAfter(origins[^1] - (24 * options.VerificationDays) + 1);
        var byShare = origins[^Math.Max(1, (int)(options.MaximumVerificationShare * origins.Count))];
        return Math.Max(byTime, byShare);
    }

    private static int OldestHour(HourlyObservations grid)
    {
        for (var hour = grid.FirstHour; hour <= grid.LastHour; hour++)
        {
            foreach (var value in grid.At(hour))
            {
                if (!float.IsNaN(value))
                {
                    return hour;
                }
            }
        }

        return int.MaxValue;
    }
}
