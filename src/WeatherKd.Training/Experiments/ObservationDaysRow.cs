using System.Text.Json.Serialization;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>A variant with some days of observations: medians over its seeds, on the hold-out, as in service.</summary>
/// <param name="Days">Days observed before the hold-out.</param>
/// <param name="IsWholeRecord">Whether that is the whole record.</param>
/// <param name="Student">The variant, and whether its teacher was hidden and its archive learned from.</param>
/// <param name="Archive">Whether the archive was at hand.</param>
/// <param name="ReadsTeacher">Whether it read the teacher when it forecast.</param>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="Validation">Normalised RMSE of the validation part.</param>
/// <param name="Rmse">Per target, in its unit.</param>
/// <param name="Taught">Variables that the archive taught in any of the runs.</param>
internal sealed record ObservationDaysRow(
    int Days,
    bool IsWholeRecord,
    string Student,
    ArchiveUse Archive,
    bool ReadsTeacher,
    int Seeds,
    double Validation,
    IReadOnlyList<double> Rmse,
    IReadOnlyList<string> Taught)
{
    /// <summary>
    /// Share of observations in the 80 % interval, per target, its width adapted day by day as in service; empty where the teacher was
    /// hidden, because nobody serves such intervals.
    /// </summary>
    public IReadOnlyList<double> Coverage { get; init; } = [];

    /// <summary>
    /// Sum of the squared errors of each scored day, per target, mean over the seeds; one earlier time after the other. Empty where it was
    /// not kept.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<IReadOnlyList<double>> DailySquares { get; init; } = [];

    /// <summary>
    /// The rows of a variant: a guided one also with its teacher hidden. Runs of one seed at several times are one: the root of their mean
    /// squared errors.
    /// </summary>
    public static IEnumerable<ObservationDaysRow> Of(int days, bool isWholeRecord, ArchiveUse use, IReadOnlyList<ExperimentRunResult> runs)
    {
        var name = runs[0].Variant.ToString().ToLowerInvariant() + (use == ArchiveUse.Off ? "" : ", archive");
        var guided = runs[0].Variant == StudentVariant.Guided;
        yield return Row(name, guided, runs.Select(r => r.HoldOutInService!)) with
        {
            Coverage = CoverageOf(runs),
            DailySquares = Daily(r => r.HoldOutDailySquares),
        };
        if (runs.All(r => r.HoldOutRefitted is not null))
        {
            yield return Row(name + ", refitted", guided, runs.Select(r => r.HoldOutRefitted!));
        }

        if (guided && runs.All(r => r.HoldOutInServiceWithoutTeacher is not null))
        {
            yield return Row(name + ", teacher hidden", readsTeacher: false, runs.Select(r => r.HoldOutInServiceWithoutTeacher!)) with
            {
                DailySquares = Daily(r => r.HoldOutDailySquaresWithoutTeacher),
            };
        }

        IReadOnlyList<IReadOnlyList<double>> Daily(Func<ExperimentRunResult, IReadOnlyList<IReadOnlyList<double>>> squares)
        {
            if (runs.Any(r => squares(r).Count == 0))
            {
                return [];
            }

            // Runs of one dataset are seeds of one time; their days are the same.
            var times = runs.GroupBy(r => r.Dataset, StringComparer.Ordinal).Select(time => time.Select(squares).ToList()).ToList();
            return
            [
                .. Enumerable.Range(0, squares(runs[0]).Count).Select(target => (IReadOnlyList<double>)
                [
                    .. times.SelectMany(seeds => Enumerable.Range(0, seeds[0][target].Count)
                        .Select(day => seeds.Average(s => s[target][day]))),
                ]),
            ];
        }

        static IReadOnlyList<double> CoverageOf(IReadOnlyList<ExperimentRunResult> runs)
        {
            var adapted = runs.Select(r => r.HoldOutCoverageAdapted).OfType<IReadOnlyList<double>>().ToList();
            return adapted.Count == 0
                ? []
                : [.. adapted[0].Select((_, target) => VariantSummary.Median(adapted.Select(a => a[target])))];
        }

        ObservationDaysRow Row(string student, bool readsTeacher, IEnumerable<Loop.StudentScore> scores)
        {
            var bySeed = runs.Zip(scores).GroupBy(r => r.First.Settings.Seed, r => r.Second.Rmse).ToList();
            return new ObservationDaysRow(
                days,
                isWholeRecord,
                student,
                use,
                readsTeacher,
                runs.Select(r => r.Settings.Seed).Distinct().Count(),
                VariantSummary.Median(runs.Select(r => r.Chosen.Validation.Normalised)),
                [.. Enumerable.Range(0, bySeed[0].First().Count)
                    .Select(t => VariantSummary.Median(bySeed.Select(s => Math.Sqrt(s.Average(rmse => rmse[t] * rmse[t])))))],
                [.. runs.SelectMany(r => r.Archive?.Taught ?? []).Distinct(StringComparer.Ordinal)]);
        }
    }
}
