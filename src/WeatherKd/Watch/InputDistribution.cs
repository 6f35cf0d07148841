using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Watch;

/// <summary>
/// How the observed inputs were distributed in a student's training period: for each variable and calendar month the bounds of ten classes
/// and the share of values in each. A month stands for itself and its two neighbours; a training period shorter than a year has one entry
/// for all months.
/// </summary>
/// <param name="Student">The student.</param>
/// <param name="Variables">By variable, then month (1–12, or 0 for all).</param>
public sealed record InputDistribution(string Student, IReadOnlyDictionary<string, IReadOnlyDictionary<int, InputClasses>> Variables)
{
    private const int Classes = 10;
    private const int YearHours = 8766;

    /// <summary>Measures a training period.</summary>
    /// <param name="student">The student.</param>
    /// <param name="training">The observations of its training period.</param>
    public static InputDistribution Of(string student, IReadOnlyList<HourlyObservations> training)
    {
        var variables = new Dictionary<string, IReadOnlyDictionary<int, InputClasses>>(StringComparer.Ordinal);
        foreach (var variable in training.SelectMany(g => g.Variables).Distinct(StringComparer.Ordinal))
        {
            var byMonth = ByMonth(training, variable);
            var all = byMonth.SelectMany(m => m).ToArray();
            if (all.Length == 0)
            {
                continue;
            }

            variables.Add(variable, training.Max(g => g.LastHour - g.FirstHour) < YearHours || byMonth.Any(m => m.Count == 0)
                ? new Dictionary<int, InputClasses> { [0] = InputClasses.Of(all, Classes) }
                : Enumerable.Range(0, 12).ToDictionary(
                    m => m + 1, m => InputClasses.Of([.. byMonth[(m + 11) % 12], .. byMonth[m], .. byMonth[(m + 1) % 12]], Classes)));
        }

        return new InputDistribution(student, variables);
    }

    /// <summary>The classes of a variable in a month; null where it was not an input.</summary>
    public InputClasses? Find(string variable, int month) => !Variables.TryGetValue(variable, out var months)
        ? null
        : months.GetValueOrDefault(month) ?? months.GetValueOrDefault(0);

    private static List<float>[] ByMonth(IReadOnlyList<HourlyObservations> grids, string variable)
    {
        var months = Enumerable.Range(0, 12).Select(_ => new List<float>()).ToArray();
        foreach (var grid in grids)
        {
            var column = grid.Variables.IndexOf(variable);
            for (var hour = grid.FirstHour; column >= 0 && hour <= grid.LastHour; hour++)
            {
                if (!float.IsNaN(grid[hour, column]))
                {
                    months[hour.ToTime().Month - 1].Add(grid[hour, column]);
                }
            }
        }

        return months;
    }
}

/// <summary>Classes of a variable's values.</summary>
/// <param name="Bounds">Upper bounds of all classes but the last, ascending and distinct.</param>
/// <param name="Shares">Share of the values in each class; one more than bounds.</param>
public sealed record InputClasses(IReadOnlyList<float> Bounds, IReadOnlyList<double> Shares)
{
    /// <summary>An empty class counts as this share, so that one value more does not make the index infinite.</summary>
    private const double LeastShare = 1e-3;

    /// <summary>Classes of equal share, as far as equal values allow.</summary>
    public static InputClasses Of(float[] values, int classes)
    {
        Array.Sort(values);
        float[] bounds = [.. Enumerable.Range(1, classes - 1).Select(i => values[i * (values.Length - 1) / classes]).Distinct()];
        return new InputClasses(bounds, SharesOf(bounds, values));
    }

    /// <summary>
    /// Population stability index, Σ (a − e) ln(a / e) over the classes with shares e in training and a now (Siddiqi, Credit Risk
    /// Scorecards, 2006, ch. 8): 0 for the same distribution.
    /// </summary>
    public double Instability(IReadOnlyCollection<float> values)
    {
        var now = SharesOf(Bounds, values);
        return Shares.Zip(now, (e, a) => (Math.Max(e, LeastShare), Math.Max(a, LeastShare)))
            .Sum(p => (p.Item2 - p.Item1) * Math.Log(p.Item2 / p.Item1));
    }

    private static double[] SharesOf(IReadOnlyList<float> bounds, IReadOnlyCollection<float> values)
    {
        var counts = new double[bounds.Count + 1];
        foreach (var value in values)
        {
            var at = 0;
            while (at < bounds.Count && value > bounds[at])
            {
                at++;
            }

            counts[at] += 1.0 / values.Count;
        }

        return counts;
    }
}
