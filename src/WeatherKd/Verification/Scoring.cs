using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Verification;

/// <summary>Turns rows into scores: one pass over the rows of a variable for all groupings, then the bootstrap over days.</summary>
public sealed class Scoring(VariableTable variables, VerificationOptions options)
{
    private static readonly string[] Seasons = ["DJF", "MAM", "JJA", "SON"];

    /// <summary>Scores the rows of all variables.</summary>
    /// <param name="rows">Rows of each variable; may be empty.</param>
    /// <param name="stations">Station ids that the rows index.</param>
    public (IReadOnlyList<VariableReport> Variables, IReadOnlyList<Comparison> Overall) Score(IReadOnlyList<VerifiedRows> rows, IReadOnlyList<string> stations)
    {
        var scored = rows.Where(r => r.Count > 0).ToList();
        if (scored.Count == 0)
        {
            return ([], []);
        }

        var firstDay = scored.Min(r => Min(r.Origins)) / 24;
        var days = (scored.Max(r => Max(r.Origins)) / 24) - firstDay + 1;
        var bootstrap = new DayBootstrap(days, options.BlockDays, options.Samples, options.Seed);
        var squares = scored.ConvertAll(r => new DailySquares(r, firstDay, days));
        var reports = scored.Zip(squares).Select(p => Score(p.First, p.Second, stations, bootstrap)).ToList();
        return (reports, Overall(squares, bootstrap));
    }

    private static List<Comparison> Overall(List<DailySquares> variables, DayBootstrap bootstrap)
    {
        var others = variables.SelectMany(v => v.Systems.Skip(1)).Distinct(StringComparer.Ordinal);
        return [.. others.Select(other =>
        {
            var both = variables.Select(v => (Squares: v, System: v.Systems.IndexOf(other))).Where(v => v.System > 0).ToList();
            double Figure(int[]? weights) => both.Average(v => v.Squares.Skill(v.System, weights));
            return new Comparison(other, Defined(Figure(null)), bootstrap.Of(Figure));
        })];
    }

    private VariableReport Score(VerifiedRows rows, DailySquares squares, IReadOnlyList<string> stations, DayBootstrap bootstrap)
    {
        var systems = rows.Systems;
        var all = new ScoreTable(systems.Count, 1);
        var byLead = new ScoreTable(systems.Count, Max(rows.Leads) + 1);
        var byStation = new ScoreTable(systems.Count, stations.Count);
        var byHour = new ScoreTable(systems.Count, 24);
        var bySeason = new ScoreTable(systems.Count, Seasons.Length);
        ScoreTable[] tables = [all, byLead, byStation, byHour, bySeason];
        var groups = new int[tables.Length];
        var quantileScore = new QuantileScore(rows.Levels);
        var below = new int[rows.Levels.Count];
        var forecasts = new float[systems.Count];
        var stationOf = rows.Stations;
        var originOf = rows.Origins;
        var leadOf = rows.Leads;
        var truthOf = rows.Truth;
        for (var i = 0; i < rows.Count; i++)
        {
            var valid = originOf[i] + leadOf[i];
            (groups[1], groups[2], groups[3], groups[4]) = (leadOf[i], stationOf[i], valid % 24, HourIndex.ToTime(valid).Month % 12 / 3);
            for (var s = 0; s < forecasts.Length; s++)
            {
                forecasts[s] = rows.Forecasts(s)[i];
            }

            var quantiles = rows.Quantiles.Slice(i * below.Length, below.Length);
            var crps = below.Length > 0 ? quantileScore.Crps(quantiles, truthOf[i]) : 0;
            for (var q = 0; q < below.Length; q++)
            {
                below[q] += truthOf[i] <= quantiles[q] ? 1 : 0;
            }

            for (var t = 0; t < tables.Length; t++)
            {
                tables[t].Add(groups[t], forecasts, truthOf[i]);
                if (below.Length > 0)
                {
                    tables[t].AddQuantiles(groups[t], crps, QuantileScore.Covers(quantiles, truthOf[i]));
                }
            }
        }

        return new VariableReport
        {
            Variable = rows.Variable,
            Unit = variables.Find(rows.Variable)?.Unit ?? string.Empty,
            Systems = [.. systems.Select((name, s) => new SystemScore(name, all.Score(0, s), bootstrap.Of(w => squares.Rmse(s, w))))],
            Comparisons = [.. systems.Skip(1).Select((name, s) => new Comparison(name, Defined(squares.Skill(s + 1, null)), bootstrap.Of(w => squares.Skill(s + 1, w))))],
            ByLead = byLead.Groups(systems, lead => lead.ToString(), minimum: 1),
            ByStation = byStation.Groups(systems, s => stations[s], options.MinimumCases),
            ByHour = byHour.Groups(systems, hour => hour.ToString("D2"), options.MinimumCases),
            BySeason = bySeason.Groups(systems, s => Seasons[s], options.MinimumCases),
            Reliability = [.. rows.Levels.Select((level, q) => new ReliabilityPoint(level, (double)below[q] / rows.Count))],
            Adapted = AdaptedIntervals.Of(rows),
        };
    }

    /// <summary>Against a reference without any error no skill is defined.</summary>
    private static double? Defined(double skill) => double.IsFinite(skill) ? skill : null;

    private static int Min(ReadOnlySpan<int> values) => System.Numerics.Tensors.TensorPrimitives.Min(values);

    private static int Max(ReadOnlySpan<int> values) => System.Numerics.Tensors.TensorPrimitives.Max(values);

    /// <summary>Sums of every system in every group.</summary>
    private sealed class ScoreTable(int systems, int groups)
    {
        private readonly ScoreSums[] _sums = new ScoreSums[systems * groups];

        public void Add(int group, float[] forecasts, float truth)
        {
            var row = _sums.AsSpan(group * systems, systems);
            for (var s = 0; s < row.Length; s++)
            {
                row[s].Add(forecasts[s], truth);
            }
        }

        public void AddQuantiles(int group, double crps, bool covered) => _sums[group * systems].AddQuantiles(crps, covered);

        public Score Score(int group, int system) => _sums[(group * systems) + system].ToScore();

        public IReadOnlyList<GroupScore> Groups(IReadOnlyList<string> names, Func<int, string> nameOf, int minimum) =>
        [
            .. Enumerable.Range(0, groups)
                .Where(g => _sums[g * systems].Count >= minimum)
                .Select(g => new GroupScore(nameOf(g), names.Select((name, s) => (name, s)).ToDictionary(p => p.name, p => Score(g, p.s), StringComparer.Ordinal))),
        ];
    }

    /// <summary>Squared errors by day of the forecast origin: all that the bootstrap needs.</summary>
    private sealed class DailySquares
    {
        private readonly double[][] _squares;
        private readonly int[] _counts;

        public DailySquares(VerifiedRows rows, int firstDay, int days)
        {
            Systems = rows.Systems;
            _counts = new int[days];
            _squares = [.. rows.Systems.Select(_ => new double[days])];
            var origins = rows.Origins;
            var truth = rows.Truth;
            for (var s = 0; s < _squares.Length; s++)
            {
                var forecasts = rows.Forecasts(s);
                for (var i = 0; i < forecasts.Length; i++)
                {
                    double error = (double)forecasts[i] - truth[i];
                    _squares[s][(origins[i] / 24) - firstDay] += error * error;
                }
            }

            foreach (var origin in origins)
            {
                _counts[(origin / 24) - firstDay]++;
            }
        }

        public IReadOnlyList<string> Systems { get; }

        public double Rmse(int system, int[]? weights) => Math.Sqrt(Sum(_squares[system], weights) / Rows(weights));

        public double Skill(int system, int[]? weights) => 1 - (Sum(_squares[0], weights) / Sum(_squares[system], weights));

        private static double Sum(double[] squares, int[]? weights)
        {
            double sum = 0;
            for (var d = 0; d < squares.Length; d++)
            {
                sum += squares[d] * (weights?[d] ?? 1);
            }

            return sum;
        }

        private double Rows(int[]? weights)
        {
            double sum = 0;
            for (var d = 0; d < _counts.Length; d++)
            {
                sum += _counts[d] * (weights?[d] ?? 1);
            }

            return sum;
        }
    }
}
