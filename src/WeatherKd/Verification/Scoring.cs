using WeatherKd.Variables;

namespace WeatherKd.Verification;

/// <summary>Turns rows into scores: one pass over the rows of a variable for all groupings, then the bootstrap over days.</summary>
public sealed class Scoring(VariableTable variables, VerificationOptions options)
{
    private static readonly string[] Seasons = ["DJF", "MAM", "JJA", "SON"];

    /// <summary>The report on the rows of all variables, before the gate has looked.</summary>
    /// <param name="student">Id of the student.</param>
    /// <param name="model">The numerical model that is the teacher.</param>
    /// <param name="dataset">Id of the dataset.</param>
    /// <param name="rows">Rows of each variable; may be empty.</param>
    /// <param name="stations">Station ids that the rows index.</param>
    public VerificationReport Report(
        string student,
        string model,
        string dataset,
        IReadOnlyList<VerifiedRows> rows,
        IReadOnlyList<string> stations)
    {
        var scored = rows.Where(r => r.Count > 0).ToList();
        var (reports, overall) = Score(scored, stations);
        return new VerificationReport
        {
            Student = student,
            Model = model,
            Dataset = dataset,
            From = scored.Count == 0 ? null : scored.Min(r => r.FirstOrigin).ToTime(),
            To = scored.Count == 0 ? null : scored.Max(r => r.LastOrigin).ToTime(),
            Rows = scored.Sum(r => (long)r.Count),
            Variables = reports,
            Overall = overall,
        };
    }

    /// <summary>Scores the rows of all variables.</summary>
    /// <param name="rows">Rows of each variable; may be empty.</param>
    /// <param name="stations">Station ids that the rows index.</param>
    public (IReadOnlyList<VariableReport> Variables, IReadOnlyList<Comparison> Overall) Score(
        IReadOnlyList<VerifiedRows> rows,
        IReadOnlyList<string> stations)
    {
        var scored = rows.Where(r => r.Count > 0).ToList();
        if (scored.Count == 0)
        {
            return ([], []);
        }

        var firstDay = scored.Min(r => r.FirstOrigin).Day;
        var days = scored.Max(r => r.LastOrigin).Day - firstDay + 1;
        var bootstrap = new DayBootstrap(days, options.BlockDays, options.Samples, options.Seed);
        var squares = scored.ConvertAll(r => new DailySquares(r, firstDay, days));
        var test = new StationTest(scored, stations, bootstrap, firstDay, days, options.MinimumCases);
        var reports = scored.Zip(squares).Select(p => Score(p.First, p.Second, stations, bootstrap) with
        {
            WorseStations = test.Worse(p.First.Variable),
        }).ToList();
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
        var systems = squares.Systems;
        var hidden = rows.Systems.IndexOf(RowCollector.WithoutTeacher);
        var all = new ScoreTable(rows.Systems.Count, 1);
        var byLead = new ScoreTable(rows.Systems.Count, rows.LongestLead + 1);
        var byStation = new ScoreTable(rows.Systems.Count, stations.Count);
        var byHour = new ScoreTable(rows.Systems.Count, 24);
        var bySeason = new ScoreTable(rows.Systems.Count, Seasons.Length);
        ScoreTable[] tables = [all, byLead, byStation, byHour, bySeason];
        var groups = new int[tables.Length];
        var crpsOf = new Crps(rows.Levels);
        var below = new long[rows.Levels.Count];
        var forecasts = new float[rows.Systems.Count];
        foreach (var chunk in rows.Chunks())
        {
            for (var i = 0; i < chunk.Count; i++)
            {
                var (truth, valid) = (chunk.Truth[i], chunk.Origins[i] + chunk.Leads[i]);
                (groups[1], groups[2], groups[3], groups[4]) =
                    (chunk.Leads[i], chunk.Stations[i], valid.OfDay, valid.ToTime().Month % 12 / 3);
                for (var s = 0; s < forecasts.Length; s++)
                {
                    forecasts[s] = chunk.Forecasts(s)[i];
                }

                var quantiles = chunk.Quantiles.Slice(i * below.Length, below.Length);
                var crps = below.Length > 0 ? crpsOf.Of(quantiles, truth) : 0;
                for (var q = 0; q < below.Length; q++)
                {
                    below[q] += truth <= quantiles[q] ? 1 : 0;
                }

                for (var t = 0; t < tables.Length; t++)
                {
                    tables[t].Add(groups[t], forecasts, truth);
                    if (below.Length > 0)
                    {
                        tables[t].AddQuantiles(groups[t], crps, CentralInterval.Covers(quantiles, truth));
                    }
                }
            }
        }

        return new VariableReport
        {
            Variable = rows.Variable,
            Unit = variables.Find(rows.Variable)?.Unit ?? string.Empty,
            Systems = [.. systems.Select((name, s) => new SystemScore(name, all.Score(0, s), bootstrap.Of(w => squares.Rmse(s, w))))],
            Comparisons =
            [
                .. systems.Skip(1)
                    .Select((name, s) => new Comparison(
                        name,
                        Defined(squares.Skill(s + 1, null)),
                        bootstrap.Of(w => squares.Skill(s + 1, w))))
            ],
            ByLead = byLead.Groups(systems, lead => lead.ToString(), minimum: 1),
            ByStation = byStation.Groups(systems, s => stations[s], minimum: 1),
            ByHour = byHour.Groups(systems, hour => hour.ToString("D2"), options.MinimumCases),
            BySeason = bySeason.Groups(systems, s => Seasons[s], options.MinimumCases),
            Reliability = [.. rows.Levels.Select((level, q) => new ReliabilityPoint(level, (double)below[q] / rows.Count))],
            LeftOut = rows.LeftOut,
            Lacking = rows.Lacking,
            WithoutTeacher = hidden < 0
                ? null
                : new TeacherlessScores(
                    all.Score(0, hidden),
                    byLead.Of(hidden, lead => lead.ToString()),
                    byStation.Of(hidden, s => stations[s])),
            Adapted = AdaptedIntervals.Of(rows),
        };
    }

    /// <summary>Against a reference without any error no skill is defined.</summary>
    private static double? Defined(double skill) => double.IsFinite(skill) ? skill : null;
}
