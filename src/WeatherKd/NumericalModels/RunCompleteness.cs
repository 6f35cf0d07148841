using WeatherKd.NumericalModels.Intervals;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// Whether a run that arrives in many files is all there. A function of what has been stored and of nothing else: order and repetition of
/// files do not matter.
/// </summary>
/// <param name="expectations">What a run must hold.</param>
public sealed class RunCompleteness(RunExpectations expectations)
{
    /// <summary>Whether every expected variable is there at every expected lead.</summary>
    /// <param name="leads">Stored lead hours of each stored variable.</param>
    public bool IsComplete(IReadOnlyDictionary<string, IReadOnlyCollection<int>> leads) => Missing(leads).Count == 0;

    /// <summary>
    /// What is still missing, by variable, each with its leads ascending. Lead 0 is not asked for: many models have no fields of it.
    /// A variable counts at a lead where it is stored, or where all is that it is computed from (<see cref="Composition"/>,
    /// <see cref="HourlyAmounts"/>).
    /// </summary>
    /// <param name="leads">Stored lead hours of each stored variable.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Missing(IReadOnlyDictionary<string, IReadOnlyCollection<int>> leads)
    {
        var missing = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        foreach (var name in expectations.Variables ?? RunExpectations.UsualVariables)
        {
            var there = Stored(name);
            foreach (var way in Composition.Of(name))
            {
                there.UnionWith(way.Parts.Skip(1).Aggregate(Stored(way.Parts[0]), (common, part) => [.. common.Intersect(Stored(part))]));
            }

            there.UnionWith(Hours(name, leads));
            var absent = ExpectedLeads().Where(lead => !there.Contains(lead)).ToList();
            if (absent.Count > 0)
            {
                missing.Add(name, absent);
            }
        }

        return missing;

        HashSet<int> Stored(string name) => leads.TryGetValue(name, out var stored) ? [.. stored] : [];
    }

    /// <summary>Leads whose hour follows from stored amounts.</summary>
    private static IEnumerable<int> Hours(string name, IReadOnlyDictionary<string, IReadOnlyCollection<int>> leads)
    {
        var columns = leads.Select(l => (Column: IntervalColumn.Parse(l.Key, VariableTable.Default), l.Value))
            .Where(c => c.Column?.Variable == name && c.Value.Count > 0)
            .ToList();
        if (columns.Count == 0)
        {
            return [];
        }

        var stored = columns.ConvertAll(c =>
        {
            var there = new float[c.Value.Max() + 1];
            Array.Fill(there, float.NaN);
            foreach (var lead in c.Value)
            {
                there[lead] = 0;
            }

            return there;
        });
        return new HourlyAmounts(VariableTable.Default[name], columns.ConvertAll(c => c.Column!.Value))
            .Recipes([.. stored])
            .Select(r => r.Lead);
    }

    private IEnumerable<int> ExpectedLeads()
    {
        for (var lead = expectations.LeadStepHours; lead <= expectations.LastLeadHours; lead += expectations.LeadStepHours)
        {
            yield return lead;
        }
    }
}
