using System.Runtime.InteropServices;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.Intervals;

/// <summary>
/// Hours of one variable, derived from all that a run states of it at a station. What is stated differs little from run to run and from
/// station to station, so the recipes are kept. Not safe to share between threads.
/// </summary>
/// <param name="variable">The variable.</param>
/// <param name="columns">The columns in which amounts may stand.</param>
internal sealed class HourlyAmounts(WeatherVariable variable, IReadOnlyList<IntervalColumn> columns)
{
    /// <summary>Patterns of missing values for which recipes are kept; more come only from files with holes everywhere.</summary>
    private const int MostPatterns = 1000;

    private readonly Dictionary<Pattern, IReadOnlyList<HourRecipe>> _recipes = [];

    /// <summary>The variable.</summary>
    public WeatherVariable Variable => variable;

    /// <summary>The columns, in the order of the values of <see cref="Derive"/>.</summary>
    public IReadOnlyList<IntervalColumn> Columns => columns;

    /// <summary>The hours that can be derived, ascending: exact ones, and estimates where there is nothing exact.</summary>
    /// <param name="values">Of each column the amounts by lead hour, NaN where missing; null for none.</param>
    public IEnumerable<(int Lead, double Value, bool IsEstimate)> Derive(float[]?[] values)
    {
        foreach (var recipe in Recipes(values))
        {
            var (value, isEstimate) = recipe.Evaluate(i => values[i.Column]![i.Lead], variable.Minimum, variable.Maximum);
            if (!double.IsNaN(value))
            {
                yield return (recipe.Lead, value, isEstimate);
            }
        }
    }

    /// <summary>How each hour that can be derived is.</summary>
    /// <param name="values">As of <see cref="Derive"/>; only what is missing matters.</param>
    public IReadOnlyList<HourRecipe> Recipes(float[]?[] values)
    {
        var pattern = Pattern.Of(values);
        if (!_recipes.TryGetValue(pattern, out var recipes))
        {
            if (_recipes.Count >= MostPatterns)
            {
                _recipes.Clear();
            }

            _recipes.Add(pattern, recipes = Plan(values));
        }

        return recipes;
    }

    private List<HourRecipe> Plan(float[]?[] values)
    {
        var leads = values.Max(v => v?.Length ?? 0);
        var bySource = new Dictionary<AmountSource, List<StatedInterval>>();
        var sources = new AmountSource?[leads];
        for (var lead = 0; lead < leads; lead++)
        {
            var stated = Enumerable.Range(0, columns.Count).Where(c => lead < values[c]?.Length && !float.IsNaN(values[c]![lead])).ToList();
            if (stated.Count == 0)
            {
                continue;
            }

            var best = stated.Min(c => columns[c].Source);
            sources[lead] = best;
            foreach (var column in stated.Where(c => columns[c].Source == best))
            {
                var (start, end) = columns[column].At(lead);
                (bySource.TryGetValue(best, out var intervals) ? intervals : bySource[best] = []).Add(new(start, end, column, lead));
            }
        }

        return
        [
            .. Enumerable.Range(0, leads)
                .Where(lead => sources[lead] is not null)
                .Select(lead => Recipe(lead, sources[lead]!.Value, bySource))
                .OfType<HourRecipe>()
        ];
    }

    private HourRecipe? Recipe(int lead, AmountSource source, Dictionary<AmountSource, List<StatedInterval>> stated)
    {
        if (source != AmountSource.Instant)
        {
            return HourPlanner.Find(lead, stated[source]);
        }

        var atLead = stated[source].FindIndex(i => i.Lead == lead && columns[i.Column].Before == 0);
        return atLead < 0 ? null : new HourRecipe(lead, [(stated[source][atLead], 1)], 1, IsEstimate: true);
    }

    /// <summary>Where values are missing, one bit a value.</summary>
    private readonly struct Pattern(ulong[] bits) : IEquatable<Pattern>
    {
        private readonly ulong[] _bits = bits;

        public static Pattern Of(float[]?[] values)
        {
            var leads = values.Max(v => v?.Length ?? 0);
            var words = (leads + 63) / 64;
            var bits = new ulong[words * values.Length];
            for (var column = 0; column < values.Length; column++)
            {
                for (var lead = 0; lead < values[column]?.Length; lead++)
                {
                    if (!float.IsNaN(values[column]![lead]))
                    {
                        bits[(column * words) + (lead / 64)] |= 1UL << (lead % 64);
                    }
                }
            }

            return new(bits);
        }

        public bool Equals(Pattern other) => _bits.AsSpan().SequenceEqual(other._bits);

        public override bool Equals(object? obj) => obj is Pattern other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes(_bits.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
