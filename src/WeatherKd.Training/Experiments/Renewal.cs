using WeatherKd.Alignment;
using WeatherKd.Training.Fits;
using WeatherKd.Verification.References;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// Regressions fitted anew through the hold-out, week by week, from all that was known 48 h before, what is old counting less. They learn
/// after the hold-out has begun: their scores are not the protocol's, and are kept apart from them.
/// </summary>
internal static class Renewal
{
    private const int EveryDays = ExperimentArguments.RenewedEveryDays;

    private static readonly string[] Regressions = [ModelOutputStatistics.PlusName, ModelOutputStatistics.PlusWithoutDayName];

    /// <summary>The record at each fit, with the windows that are scored until the next; those without windows are left out.</summary>
    public static IEnumerable<SeriesWindows> Steps(SeriesWindows record)
    {
        var split = record.Description.Split;
        for (var time = split.VerificationStart; time <= split.LastOrigin; time += 24 * EveryDays)
        {
            var step = record.RenewedAt(time, EveryDays);
            if (step.Description.WindowCounts[DatasetPart.Verification] > 0)
            {
                yield return step;
            }
        }
    }

    /// <summary>MOS+ with and without day of year, renewed.</summary>
    /// <param name="folder">The data.</param>
    /// <param name="targets">Variables to forecast; null takes the usual ones.</param>
    /// <param name="halfLives">Days after which an origin counts half, 0 where nothing is forgotten: a pair of rows each.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<RenewedRow>> OfReferencesAsync(
        StationCsvFolder folder,
        IReadOnlyList<string>? targets,
        IReadOnlyList<double> halfLives,
        CancellationToken cancellationToken)
    {
        var rows = new List<RenewedRow>();
        var record = folder.Align(validationShare: 0, targets);
        foreach (var halfLife in halfLives)
        {
            var scores = new List<ReferenceScore>();
            foreach (var step in Steps(record))
            {
                var split = step.Description.Split;
                var folds = new ForwardFolds(split.FirstOrigin, split.TrainingEnd, step.Description.HorizonHours)
                {
                    HalfLifeDays = halfLife,
                };
                var systems = await ReferenceSystems.FitAsync(
                    step,
                    [DatasetPart.Training],
                    cancellationToken,
                    folder.Observations,
                    origin => folds.WeightOf(origin));
                scores.AddRange(await systems.ScoreAsync(step, DatasetPart.Verification, cancellationToken));
            }

            rows.AddRange(
                from name in Regressions
                let own = scores.Where(s => s.System == name).ToList()
                where own.Count > 0
                select new RenewedRow(name, halfLife, [.. own[0].Rmse.Select((_, target) => Together(own, target))]));
        }

        return rows;
    }

    private static double Together(IReadOnlyList<ReferenceScore> steps, int target)
    {
        var scored = steps.Where(s => s.Rows[target] > 0).ToList();
        return Math.Sqrt(scored.Sum(s => s.Rmse[target] * s.Rmse[target] * s.Rows[target]) / scored.Sum(s => s.Rows[target]));
    }
}
