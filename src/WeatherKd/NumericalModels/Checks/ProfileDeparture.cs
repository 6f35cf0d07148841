namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// How a run's profiles depart from the means of the runs before it, and how likely that is under what is known of departures.
/// </summary>
internal sealed class ProfileDeparture
{
    /// <summary>How far covariances are drawn towards independence: some hundred runs do not show some thousand of them.</summary>
    private const double Shrinkage = 0.3;

    /// <summary>Degrees of freedom of the distribution of departures: its tails are heavy, and a typhoon is not impossible.</summary>
    private const double Freedom = 5;

    private const double Floor = 1e-6;
    private readonly double[] _profile = new double[RunProfile.Length];
    private readonly double[] _means = new double[RunProfile.Length];

    public ProfileDeparture(RunSample run, ProfileMoments moments, int fewestRuns)
    {
        Profiles = run.Values.Values
            .SelectMany(stations => stations.Keys)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(s => s, s => RunProfile.Of(run, s), StringComparer.Ordinal);
        var counted = new int[RunProfile.Length];
        foreach (var (station, profile) in Profiles.Where(p => moments.Means.ContainsKey(p.Key)))
        {
            var (means, runs) = (moments.Means[station], moments.MeanRuns[station]);
            for (var i = 0; i < counted.Length; i++)
            {
                if (!double.IsNaN(profile[i]) && runs[i / RunProfile.Terms] >= fewestRuns)
                {
                    counted[i]++;
                    _profile[i] += profile[i];
                    _means[i] += means[i];
                }
            }
        }

        for (var i = 0; i < counted.Length; i++)
        {
            _profile[i] = counted[i] == 0 ? double.NaN : _profile[i] / counted[i];
            _means[i] = counted[i] == 0 ? double.NaN : _means[i] / counted[i];
        }

        Mean = Less(_profile, _means);
    }

    /// <summary>The profiles by station.</summary>
    public IReadOnlyDictionary<string, double[]> Profiles { get; }

    /// <summary>The mean departure of the stations whose means are known; not a number where none is.</summary>
    public double[] Mean { get; }

    /// <summary>Whether there is a departure of a quantity.</summary>
    public bool Has(int quantity) => !double.IsNaN(Mean[quantity * RunProfile.Terms]);

    /// <summary>How much a run counts in the moments: all, or less where it is far from what runs are like.</summary>
    public double Weight(ProfileMoments moments)
    {
        var joint = Joint(moments);
        return joint.Places.Count == 0
            ? 1
            : Math.Min(1, 2 * joint.Places.Count / Math.Max(Distance(moments.Together, joint.Values, joint.Places), Floor));
    }

    /// <summary>The levels of the last run and the departures of this one, and which of them are known.</summary>
    public (double[] Values, List<int> Places) Joint(ProfileMoments moments)
    {
        double[] values = [.. moments.Last.Select(v => v ?? double.NaN), .. Mean];
        return (values, [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i]))]);
    }

    /// <summary>What each station departs from the others.</summary>
    public IEnumerable<double[]> Apart(ProfileMoments moments) =>
        Profiles.Where(p => moments.Means.ContainsKey(p.Key)).Select(p => ApartFrom(p.Value, moments.Means[p.Key]));

    /// <summary>
    /// By how much likelier the run is with its hours moved. With <paramref name="leadsMoved"/> its leads speak for one of the moves.
    /// </summary>
    public double? GainOfMoving(ProfileMoments moments, int? leadsMoved)
    {
        const double BelievedFromLeads = 0.6;
        return Likelihood(moments) is { } unlikely
            ? RunDifferences.Lags.Max(lag => unlikely(Mean) - unlikely(Less(RunProfile.Moved(_profile, lag), _means)) + (leadsMoved == -lag
                ? BelievedFromLeads
                : 0))
            : null;
    }

    /// <summary>By how much likelier the run is with the components of its wind exchanged.</summary>
    public double? GainOfMirroring(ProfileMoments moments) =>
        Has(RunProfile.EastwardWind) && Likelihood(moments) is { } unlikely
            ? unlikely(Mean) - unlikely(Less(RunProfile.Mirrored(_profile), _means))
            : null;

    /// <summary>By how much likelier the stations are at each other's places, in the mean of them.</summary>
    public double? GainOfExchanging(ProfileMoments moments)
    {
        var known = Profiles.Where(p => moments.MeanRuns.TryGetValue(p.Key, out var runs)
            && Array.Exists(runs, r => r >= ProfileMoments.FewestRuns))
            .ToList();
        if (known.Count < 2 || known.Count > RunSample.MostStations)
        {
            return null;
        }

        var places = Enumerable.Range(0, RunProfile.Length).Where(i => known.All(p => !double.IsNaN(p.Value[i] + Mean[i]))).ToList();
        if (places.Count == 0 || Decomposed(moments.Apart, places) is not { } covariance)
        {
            return null;
        }

        var gains = known.ConvertAll(own =>
            Unlikely(own.Value, own.Key) - known.Where(other => other.Key != own.Key).Min(other => Unlikely(own.Value, other.Key)));
        return gains.Average();

        double Unlikely(double[] profile, string station)
        {
            var apart = ApartFrom(profile, moments.Means[station]);
            return Math.Log(1 + (covariance.Whitened([.. places.Select(i => apart[i])]).Sum(x => x * x) / Freedom));
        }
    }

    /// <summary>How unlikely departures are, given the levels of the last run, up to what is the same for all.</summary>
    private Func<double[], double>? Likelihood(ProfileMoments moments)
    {
        var (values, places) = Joint(moments);
        var given = places.Count(p => p < RunProfile.Quantities.Count);
        if (given == places.Count || Decomposed(moments.Together, places) is not { } covariance)
        {
            return null;
        }

        return departure =>
        {
            departure.CopyTo(values, RunProfile.Quantities.Count);
            return Math.Log(1 + (covariance.Whitened([.. places.Select(i => values[i])]).Skip(given).Sum(x => x * x) / Freedom));
        };
    }

    private static double Distance(float[] triangle, double[] values, List<int> places) =>
        Decomposed(triangle, places) is { } covariance ? covariance.Whitened([.. places.Select(i => values[i])]).Sum(x => x * x) : 0;

    private static Cholesky? Decomposed(float[] triangle, List<int> places)
    {
        var size = places.Count;
        var matrix = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                matrix[(i * size) + j] = i == j
                    ? triangle[ProfileMoments.At(places[i], places[i])] + Floor
                    : (1 - Shrinkage) * triangle[ProfileMoments.At(places[i], places[j])];
            }
        }

        return Cholesky.Of(matrix, size);
    }

    private double[] ApartFrom(double[] profile, float[] means) => [.. profile.Select((value, i) => value - means[i] - Mean[i])];

    private static double[] Less(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];
}
