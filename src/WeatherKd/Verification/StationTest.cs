using WeatherKd.Variables;
using WeatherKd.Verification.References;

namespace WeatherKd.Verification;

/// <summary>
/// Finds stations at which a student is worse than what needs no student: the raw teacher and persistence. Where hundreds of stations are
/// tested some look worse by chance, so the intervals are widened until all of them hold at once (Bonferroni). They are normal intervals of
/// the logarithm of the ratio of mean squared errors, whose standard deviation the bootstrap over days gives: its far quantiles could not
/// be read from a thousand samples.
/// </summary>
internal sealed class StationTest
{
    private const double Confidence = 0.95;

    private readonly IReadOnlyList<string> _stations;
    private readonly DayBootstrap _bootstrap;
    private readonly Dictionary<string, List<(int Station, string Reference, double[] Student, double[] Other)>> _pairs =
        new(StringComparer.Ordinal);
    private readonly double _width;

    /// <summary>Gathers the squared errors of all stations by day.</summary>
    /// <param name="rows">Rows of each variable.</param>
    /// <param name="stations">Station ids that the rows index.</param>
    /// <param name="bootstrap">Draws days.</param>
    /// <param name="firstDay">The bootstrap's first day: hours since the epoch divided by 24.</param>
    /// <param name="days">Number of its days.</param>
    /// <param name="minimumCases">Fewest rows of a station that is tested.</param>
    public StationTest(
        IReadOnlyList<VerifiedRows> rows,
        IReadOnlyList<string> stations,
        DayBootstrap bootstrap,
        int firstDay,
        int days,
        int minimumCases)
    {
        _stations = stations;
        _bootstrap = bootstrap;
        foreach (var variable in rows)
        {
            _pairs[variable.Variable] = [.. Pairs(variable, stations.Count, firstDay, days, minimumCases)];
        }

        var tests = Math.Max(1, _pairs.Values.Sum(p => p.Count));
        _width = StandardNormal.Quantile(1 - ((1 - Confidence) / 2 / tests));
    }

    /// <summary>The stations at which the student is worse in a variable.</summary>
    public IReadOnlyList<StationComparison> Worse(string variable)
    {
        var worse = new List<StationComparison>();
        foreach (var (station, reference, student, other) in _pairs[variable])
        {
            var ratio = LogRatio(student, other, weights: null);
            if (!(ratio > 0)
                || double.IsInfinity(ratio)
                || _bootstrap.StandardDeviationOf(w => LogRatio(student, other, w)) is not { } deviation)
            {
                continue;
            }

            var interval = new Interval(1 - Math.Exp(ratio + (_width * deviation)), 1 - Math.Exp(ratio - (_width * deviation)));
            if (interval.High < 0)
            {
                worse.Add(new StationComparison(_stations[station], new Comparison(reference, 1 - Math.Exp(ratio), interval)));
            }
        }

        return worse;
    }

    private static IEnumerable<(int Station, string Reference, double[] Student, double[] Other)> Pairs(
        VerifiedRows rows, int stations, int firstDay, int days, int minimumCases)
    {
        var counts = new int[stations];
        foreach (var chunk in rows.Chunks())
        {
            foreach (var station in chunk.Stations)
            {
                counts[station]++;
            }
        }

        var student = Squares(rows, 0, stations, firstDay, days);
        foreach (var reference in (string[])[RawTeacher.SystemName, Persistence.SystemName])
        {
            if (rows.Systems.IndexOf(reference) is var system and > 0)
            {
                var other = Squares(rows, system, stations, firstDay, days);
                foreach (var station in Enumerable.Range(0, stations).Where(s => counts[s] >= minimumCases))
                {
                    yield return (station, reference, student[station], other[station]);
                }
            }
        }
    }

    private static double[][] Squares(VerifiedRows rows, int system, int stations, int firstDay, int days)
    {
        double[][] squares = [.. Enumerable.Range(0, stations).Select(_ => new double[days])];
        foreach (var chunk in rows.Chunks())
        {
            var forecasts = chunk.Forecasts(system);
            for (var i = 0; i < forecasts.Length; i++)
            {
                double error = (double)forecasts[i] - chunk.Truth[i];
                squares[chunk.Stations[i]][chunk.Origins[i].Day - firstDay] += error * error;
            }
        }

        return squares;
    }

    private static double LogRatio(double[] student, double[] other, int[]? weights)
    {
        double ours = 0;
        double theirs = 0;
        for (var d = 0; d < student.Length; d++)
        {
            var weight = weights?[d] ?? 1;
            ours += weight * student[d];
            theirs += weight * other[d];
        }

        return Math.Log(ours / theirs);
    }
}
