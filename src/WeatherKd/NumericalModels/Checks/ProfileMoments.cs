namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// What the profiles of a model's runs were like so far (<see cref="RunProfile"/>): the mean of each station over some twenty runs, and how
/// the runs departed from it, by mean and covariance that each run changes a little. Nothing is read again. Not safe to share between
/// threads.
/// </summary>
public sealed class ProfileMoments
{
    /// <summary>Runs from which on the moments say something.</summary>
    internal const int FewestRuns = 12;

    /// <summary>Runs over which a mean is taken: the season moves it.</summary>
    private const int MeanOver = 20;

    /// <summary>Runs over which a covariance is taken.</summary>
    private const int CovarianceOver = 400;

    /// <summary>Means by station, <see cref="RunProfile.Length"/> numbers each.</summary>
    public Dictionary<string, float[]> Means { get; init; } = [];

    /// <summary>Runs behind the means, by station and quantity.</summary>
    public Dictionary<string, int[]> MeanRuns { get; init; } = [];

    /// <summary>Runs behind the covariances, by quantity.</summary>
    public int[] Runs { get; init; } = new int[RunProfile.Quantities.Count];

    /// <summary>Departures of the last run's levels, by quantity; null where it had none.</summary>
    public float?[] Last { get; init; } = new float?[RunProfile.Quantities.Count];

    /// <summary>
    /// Covariance of the departures of a run, all stations together, behind those of the last run's levels: a lower triangle, row by row.
    /// </summary>
    public float[] Together { get; init; } = new float[Triangle(JointLength)];

    /// <summary>Covariance of what a station departs from the others, likewise.</summary>
    public float[] Apart { get; init; } = new float[Triangle(RunProfile.Length)];

    /// <summary>Numbers of a run behind the levels of the last.</summary>
    internal static int JointLength => RunProfile.Quantities.Count + RunProfile.Length;

    /// <summary>The departure of a run from the means.</summary>
    internal ProfileDeparture DepartureOf(RunSample run, int fewestRuns = FewestRuns) => new(run, this, fewestRuns);

    /// <summary>Learns from a run that is over.</summary>
    /// <param name="run">The run; what of it was flagged is gone.</param>
    /// <param name="before">The runs before it. A quantity that none of them has begins anew: the model has changed.</param>
    internal void Learn(RunSample run, IReadOnlyList<RunSample> before)
    {
        for (var quantity = 0; quantity < Runs.Length; quantity++)
        {
            var variable = RunProfile.Quantities[quantity];
            if (Runs[quantity] > 0
                && run.Values.ContainsKey(variable)
                && before.Count > 0
                && before.All(r => !r.Values.ContainsKey(variable)))
            {
                Forget(quantity);
            }
        }

        var departure = DepartureOf(run, fewestRuns: 1);
        var weight = DepartureOf(run).Weight(this);
        LearnTogether(departure, weight);
        LearnApart(departure, weight);
        foreach (var (station, profile) in departure.Profiles)
        {
            LearnMean(station, profile, weight);
        }

        for (var quantity = 0; quantity < Runs.Length; quantity++)
        {
            Last[quantity] = departure.Has(quantity) ? (float)departure.Mean[quantity * RunProfile.Terms] : null;
            Runs[quantity] += departure.Has(quantity) ? 1 : 0;
        }
    }

    /// <summary>Place in a lower triangle.</summary>
    internal static int At(int row, int column) => row >= column ? Triangle(row) + column : Triangle(column) + row;

    private static int Triangle(int rows) => rows * (rows + 1) / 2;

    private static double Rate(int runs, int over) => Math.Max(1.0 / (runs + 1), 1.0 / over);

    private void LearnTogether(ProfileDeparture departure, double weight)
    {
        var (values, _) = departure.Joint(this);
        Learn(Together, values, 1, weight, QuantityOf);
    }

    private void LearnApart(ProfileDeparture departure, double weight)
    {
        var apart = departure.Apart(this).ToList();
        foreach (var station in apart.Count < 2 ? [] : apart)
        {
            Learn(Apart, station, apart.Count, weight, place => place / RunProfile.Terms);
        }
    }

    /// <summary>Mixes the products of departures into a covariance, as one of so many that share a run.</summary>
    private void Learn(float[] covariance, double[] departures, int share, double weight, Func<int, int> quantityOf)
    {
        for (var i = 0; i < departures.Length; i++)
        {
            var known = Runs[quantityOf(i)];
            for (var j = 0; j <= i && !double.IsNaN(departures[i]); j++)
            {
                if (!double.IsNaN(departures[j]))
                {
                    var rate = Rate(Math.Min(known, Runs[quantityOf(j)]), CovarianceOver) / share;
                    covariance[At(i, j)] = (float)(((1 - rate) * covariance[At(i, j)]) + (rate * weight * departures[i] * departures[j]));
                }
            }
        }
    }

    private void LearnMean(string station, double[] profile, double weight)
    {
        if (!Means.TryGetValue(station, out var means))
        {
            Means.Add(station, means = new float[RunProfile.Length]);
            MeanRuns.Add(station, new int[RunProfile.Quantities.Count]);
        }

        var runs = MeanRuns[station];
        for (var i = 0; i < profile.Length; i++)
        {
            if (!double.IsNaN(profile[i]))
            {
                var known = runs[i / RunProfile.Terms];
                means[i] += (float)((known == 0 ? 1 : weight * Rate(known, MeanOver)) * (profile[i] - means[i]));
            }
        }

        for (var quantity = 0; quantity < runs.Length; quantity++)
        {
            runs[quantity] += double.IsNaN(profile[quantity * RunProfile.Terms]) ? 0 : 1;
        }
    }

    private void Forget(int quantity)
    {
        Runs[quantity] = 0;
        foreach (var runs in MeanRuns.Values)
        {
            runs[quantity] = 0;
        }

        for (var i = 0; i < JointLength; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                if (QuantityOf(i) == quantity || QuantityOf(j) == quantity)
                {
                    Together[At(i, j)] = 0;
                }
            }
        }

        for (var i = 0; i < RunProfile.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                if (i / RunProfile.Terms == quantity || j / RunProfile.Terms == quantity)
                {
                    Apart[At(i, j)] = 0;
                }
            }
        }
    }

    private static int QuantityOf(int place) =>
        place < RunProfile.Quantities.Count ? place : (place - RunProfile.Quantities.Count) / RunProfile.Terms;
}
