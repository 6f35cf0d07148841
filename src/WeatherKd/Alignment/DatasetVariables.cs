using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Alignment;

/// <summary>Which variables a student reads, and which it forecasts.</summary>
public static class DatasetVariables
{
    /// <summary>The variables that are observed at all, without those that are part of another one.</summary>
    public static IReadOnlyList<string> Observed(IReadOnlyList<HourlyObservations> observations)
    {
        var all = observations[0].Variables;
        return
        [
            .. all.Where((name, v) => VariableTable.Default[name].PartOf is null
                && observations.Any(o => o.FirstHour.Through(o.LastHour).Any(h => !float.IsNaN(o[h, v]))))
        ];
    }

    /// <summary>The variables to forecast.</summary>
    /// <exception cref="AlignmentException">One that is wanted, or every one that is forecast by default, is never observed.</exception>
    public static IReadOnlyList<string> ChooseTargets(IReadOnlyList<string> observed, AlignmentOptions options)
    {
        if (options.Targets is { } wanted)
        {
            var targetsOfWanted = ComputedVariables.ToTargets(wanted);

            // The numbers of an angle have no mean and no error: 359° and 1° are neighbours.
            if (targetsOfWanted.FirstOrDefault(t => VariableTable.Default[t].Normalisation == Normalisation.Circular) is { } angle)
            {
                throw new AlignmentException($"{angle} is an angle that cannot be forecast. Take it off the targets (Alignment:Targets).");
            }

            var never = targetsOfWanted.SelectMany(ComputedVariables.PartsOrSelf).Distinct().Where(t => !observed.Contains(t)).ToList();
            return never.Count == 0
                ? targetsOfWanted
                : throw new AlignmentException(
                    $"Never observed, so it cannot be learned: {string.Join(", ", never)}. Observed: {string.Join(", ", observed)}.");
        }

        var targets = observed.Where(v => VariableTable.Default[v].Forecast).ToList();
        return targets.Count > 0
            ? targets
            : throw new AlignmentException(
                $"No variable that is forecast by default is observed. Observed: {string.Join(", ", observed)}. Set Alignment:Targets.");
    }

    /// <summary>What a student reads of a station: what is observed, and those of its targets that are computed from it.</summary>
    public static IReadOnlyList<string> InputsOf(IReadOnlyList<string> observed, IReadOnlyList<string> targets) =>
        VariableTable.Default.InOrder([.. observed, .. targets]);
}
