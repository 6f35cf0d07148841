using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// In which respects a run differs from those before it, and by how much. It is compared twice: with what earlier runs said for the same
/// valid hours, and with the mean of the last three days at the same hour of the day, which is all there is where runs do not overlap.
/// </summary>
internal sealed class RunDifferences
{
    /// <summary>Fewer pairs of values say nothing.</summary>
    private const int FewestPairs = 10;

    /// <summary>Variables with a daily course, by which a run whose hours are wrong is known.</summary>
    private static readonly string[] Daily = [VariableNames.Temperature, VariableNames.RelativeHumidity, VariableNames.ShortwaveRadiation];

    /// <summary>Variables that tell stations apart.</summary>
    private static readonly string[] Local =
        [VariableNames.Temperature, VariableNames.RelativeHumidity, VariableNames.WindSpeed, VariableNames.SurfacePressure];

    private readonly RunSample _run;
    private readonly Dictionary<string, double> _growth = new(StringComparer.Ordinal);

    private RunDifferences(RunSample run) => _run = run;

    /// <summary>Hours by which a run may be moved: a day's time zones, by what a daily course tells apart.</summary>
    public static IReadOnlyList<int> Lags { get; } = [-12, -9, -6, -3, 3, 6, 9, 12];

    /// <summary>
    /// Sizes by name: <c>variable/reference/kind</c>. Kinds <c>mean</c> and <c>rms</c> are in the variable's unit, all others logarithms of
    /// ratios.
    /// </summary>
    public Dictionary<string, double> Sizes { get; } = new(StringComparer.Ordinal);

    /// <summary>Compares a run with those of others that started before it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="all">The runs that are kept.</param>
    /// <param name="moments">What the profiles of runs were like so far.</param>
    public static RunDifferences Of(RunSample run, IReadOnlyList<RunSample> all, ProfileMoments moments)
    {
        var result = new RunDifferences(run);
        var before = all.Where(r => r.Run < run.Run).ToList();
        if (before.Count > 0)
        {
            var stitched = new StitchedRuns(before);
            result.Compare("same", stitched.At);
            result.Compare("day", stitched.SameHourBefore);
            result.Granularities(before);
            foreach (var (name, size) in ProfileDifferences.Of(run, before, moments))
            {
                result.Sizes[name] = size;
            }

            if (result.Sizes.ContainsKey("all/profile/lagged"))
            {
                // The profiles know the weather's ways; the last days alone would only cry wolf beside them.
                result.Sizes.Remove("all/day/lagged");
            }
        }

        return result;
    }

    /// <summary>Whether a name is that of a difference in a variable's unit.</summary>
    public static bool IsInUnit(string difference) =>
        difference.EndsWith("/mean", StringComparison.Ordinal) || difference.EndsWith("/rms", StringComparison.Ordinal);

    /// <summary>What a difference is compared with, and of which kind it is: its name without the variable.</summary>
    public static string KindOf(string difference) => difference[(difference.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private void Compare(string reference, Func<string, string, Hour, double> at)
    {
        foreach (var name in _run.Values.Keys)
        {
            var variable = VariableTable.Default[name];
            if (variable.Normalisation != Normalisation.Circular)
            {
                Levels(reference, variable, at);
            }
            else if (reference == "same")
            {
                Mirrored(reference, name, at);
            }
        }

        Lagged(reference, at);
        Exchanged(reference, at);
    }

    private void Levels(string reference, WeatherVariable variable, Func<string, string, Hour, double> at)
    {
        var pairs = Pairs(variable.Name, at, lag: 0).ToList();
        if (pairs.Count < FewestPairs)
        {
            return;
        }

        var (ours, theirs) = (pairs.Average(p => p.Ours), pairs.Average(p => p.Theirs));
        var floor = (variable.Maximum - variable.Minimum) / 2000;
        if (variable.Minimum == 0)
        {
            if (reference == "day")
            {
                _growth[variable.Name] = Math.Log10(Math.Max(ours, floor) / Math.Max(theirs, floor));
            }

            // What cannot be negative varies by factors: a storm is ten times a calm, and in metres a second no run before was like it.
            Sizes[$"{variable.Name}/{reference}/ratio"] = LogRatio(Math.Max(ours, 0) + floor, Math.Max(theirs, 0) + floor);
            return;
        }

        Sizes[$"{variable.Name}/{reference}/mean"] = Math.Abs(ours - theirs);
        Sizes[$"{variable.Name}/{reference}/rms"] = Math.Sqrt(pairs.Average(p => Square(p.Ours - p.Theirs)));
        Sizes[$"{variable.Name}/{reference}/spread"] = LogRatio(
            Math.Sqrt(pairs.Average(p => Square(p.Ours - ours))) + floor,
            Math.Sqrt(pairs.Average(p => Square(p.Theirs - theirs))) + floor);
    }

    /// <summary>
    /// How much of a power of ten the level has grown by where the values have lost as many decimals: a decimal point in the wrong place
    /// moves both.
    /// </summary>
    private void Granularities(List<RunSample> before)
    {
        foreach (var (variable, growth) in _growth)
        {
            var usual = before.Where(r => r.Powers.ContainsKey(variable))
                .Select(r => r.Powers[variable])
                .DefaultIfEmpty(Granularity.Coarsest)
                .Max();
            var lost = _run.Powers.GetValueOrDefault(variable, Granularity.Finest) - usual;
            Sizes[$"{variable}/day/decimal"] = lost > 0 ? growth / lost : 0;
        }
    }

    /// <summary>How much better the directions fit with east and north exchanged.</summary>
    private void Mirrored(string reference, string direction, Func<string, string, Hour, double> at)
    {
        var pairs = Pairs(direction, at, lag: 0).ToList();
        if (pairs.Count >= FewestPairs)
        {
            var asIs = Math.Sqrt(pairs.Average(p => Square(Angle(p.Ours - p.Theirs))));
            var mirrored = Math.Sqrt(pairs.Average(p => Square(Angle(90 - p.Ours - p.Theirs))));
            Sizes[$"{direction}/{reference}/mirrored"] = Math.Log((asIs + 3) / (mirrored + 3));
        }
    }

    /// <summary>How much better the daily course fits some hours earlier or later.</summary>
    private void Lagged(string reference, Func<string, string, Hour, double> at)
    {
        var variables = Daily.Where(_run.Values.ContainsKey).ToList();
        if (Misfit(0) is { } now && Lags.Select(Misfit).Where(m => m?.Variables == now.Variables).Min(m => m?.Size) is { } best)
        {
            Sizes[$"all/{reference}/lagged"] = Math.Log((now.Size + 0.01) / (best + 0.01));
        }

        (double Size, int Variables)? Misfit(int lag)
        {
            var misfits = variables.Select(v => ShapeMisfit(v, at, lag)).OfType<double>().ToList();
            return misfits.Count == 0 ? null : (Math.Sqrt(misfits.Average()), misfits.Count);
        }
    }

    /// <summary>Mean square difference of the courses, each without its station's mean, as a share of the reference's variance.</summary>
    private double? ShapeMisfit(string variable, Func<string, string, Hour, double> at, int lag)
    {
        var (misfit, variance, count) = (0.0, 0.0, 0);
        foreach (var station in Pairs(variable, at, lag).GroupBy(p => p.Station).Select(g => g.ToList()))
        {
            var (ours, theirs) = (station.Average(p => p.Ours), station.Average(p => p.Theirs));
            misfit += station.Sum(p => Square(p.Ours - ours - p.Theirs + theirs));
            variance += station.Sum(p => Square(p.Theirs - theirs));
            count += station.Count;
        }

        return count < FewestPairs || variance == 0 ? null : misfit / variance;
    }

    /// <summary>
    /// How much better the stations fit others' places than their own, in the mean of all, and whichever variable is left out: one variable
    /// that is wrong everywhere must not look like stations that are.
    /// </summary>
    private void Exchanged(string reference, Func<string, string, Hour, double> at)
    {
        var variables = Local.Where(_run.Values.ContainsKey).ToArray();
        var stations = variables.SelectMany(v => _run.Values[v].Keys).Distinct(StringComparer.Ordinal).ToList();
        if (stations.Count < 2 || variables.Length < 2)
        {
            return;
        }

        var scale = Array.ConvertAll(variables, v => Math.Max(Deviation([.. Pairs(v, at, lag: 0).Select(p => p.Theirs)]), 1e-3));
        var distances = stations.ConvertAll(ours => stations.ConvertAll(theirs => Distances(ours, theirs)));
        var gains = Enumerable.Range(0, variables.Length).Select(MeanGain).OfType<double>().ToList();
        if (gains.Count > 0)
        {
            Sizes[$"all/{reference}/exchanged"] = gains.Min();
        }

        // Mean square difference of each variable, scaled; not a number where there are too few pairs.
        double[] Distances(string ours, string theirs) => [.. variables.Select((variable, v) =>
        {
            var pairs = PairsOf(variable, ours, theirs, at, lag: 0).ToList();
            return pairs.Count < FewestPairs / 2 ? double.NaN : pairs.Average(p => Square((p.Ours - p.Theirs) / scale[v]));
        })];

        double? MeanGain(int leftOut)
        {
            var gain = new List<double>();
            for (var s = 0; s < stations.Count; s++)
            {
                var others = Enumerable.Range(0, stations.Count)
                    .Where(o => o != s)
                    .Select(o => Total(distances[s][o], leftOut))
                    .OfType<double>()
                    .ToList();
                if (Total(distances[s][s], leftOut) is { } own && others.Count > 0)
                {
                    gain.Add(Math.Log((own + 0.01) / (others.Min() + 0.01)));
                }
            }

            return gain.Count == 0 ? null : gain.Average();
        }

        static double? Total(double[] squares, int leftOut)
        {
            var counted = squares.Where((square, v) => v != leftOut && !double.IsNaN(square)).ToList();
            return counted.Count == 0 ? null : Math.Sqrt(counted.Average());
        }
    }

    private IEnumerable<(string Station, double Ours, double Theirs)> Pairs(
        string variable,
        Func<string, string, Hour, double> at,
        int lag) =>
        _run.Values[variable].Keys.SelectMany(station => PairsOf(variable, station, station, at, lag));

    private IEnumerable<(string Station, double Ours, double Theirs)> PairsOf(
        string variable, string ours, string theirs, Func<string, string, Hour, double> at, int lag)
    {
        if (!_run.Values[variable].TryGetValue(ours, out var leads))
        {
            yield break;
        }

        for (var lead = 0; lead < leads.Length; lead++)
        {
            if (leads[lead] is { } value && at(variable, theirs, _run.Hour + lead + lag) is var reference && !double.IsNaN(reference))
            {
                yield return (ours, value, reference);
            }
        }
    }

    private static double Deviation(double[] values)
    {
        var mean = values.DefaultIfEmpty(0).Average();
        return Math.Sqrt(values.Select(v => Square(v - mean)).DefaultIfEmpty(0).Average());
    }

    private static double Square(double x) => x * x;

    private static double LogRatio(double a, double b) => Math.Abs(Math.Log(a / b));

    private static double Angle(double degrees) => Math.IEEERemainder(degrees, 360);
}
