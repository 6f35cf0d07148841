using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>In which respects the profiles of a whole run are unlike those before it, and whether a fault would explain that.</summary>
internal static class ProfileDifferences
{
    /// <summary>Share of the usual hours from which on a run that is still coming is compared.</summary>
    private const double Whole = 0.6;

    /// <summary>Runs of one length that show what is usual.</summary>
    private const int FewestAlike = 3;

    /// <summary>Sizes by name, as those of <see cref="RunDifferences"/>; all are logarithms.</summary>
    public static IReadOnlyDictionary<string, double> Of(RunSample run, IReadOnlyList<RunSample> before, ProfileMoments moments)
    {
        var sizes = new Dictionary<string, double>(StringComparer.Ordinal);
        var usual = before.Select(Leads).OfType<(int First, int Last)>().ToList();
        if (Leads(run) is not { } leads || usual.Count == 0 || leads.Last - leads.First < Whole * usual.Min(u => u.Last - u.First))
        {
            return sizes;
        }

        var departure = moments.DepartureOf(run);
        Enter("all/profile/lagged", departure.GainOfMoving(moments, LeadsMoved(leads, usual)));
        Enter("all/profile/exchanged", departure.GainOfExchanging(moments));
        Enter($"{VariableNames.WindDirection}/profile/mirrored", departure.GainOfMirroring(moments));
        return sizes;

        void Enter(string name, double? size)
        {
            if (size is { } known && double.IsFinite(known))
            {
                sizes[name] = known;
            }
        }
    }

    /// <summary>
    /// By how many hours all leads are moved against those of the runs before it, where all of those have the same; null where they are
    /// not.
    /// </summary>
    private static int? LeadsMoved((int First, int Last) leads, List<(int First, int Last)> usual)
    {
        if (usual.Count < FewestAlike || usual.Distinct().Count() > 1)
        {
            return null;
        }

        // A lead before the start does not exist: of a run moved back the first hours are cut off.
        var moved = leads.Last - usual[0].Last;
        return moved != 0 && (leads.First - usual[0].First == moved || (moved < 0 && leads.First == 0 && usual[0].First > 0))
            ? moved
            : null;
    }

    private static (int First, int Last)? Leads(RunSample run)
    {
        var (first, last) = (int.MaxValue, -1);
        foreach (var values in run.Values.Values.SelectMany(stations => stations.Values))
        {
            first = Math.Min(first, Array.FindIndex(values, v => v is not null) is >= 0 and var found ? found : first);
            last = Math.Max(last, Array.FindLastIndex(values, v => v is not null));
        }

        return last < 0 ? null : (first, last);
    }
}
