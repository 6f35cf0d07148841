using System.CommandLine;
using System.CommandLine.Parsing;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// Which options of an experiment go together. One that the comparison asked for does not read is refused: ignored, it would leave its
/// reader with the figures of another experiment.
/// </summary>
internal static class ExperimentModeArguments
{
    /// <summary>Settings that <see cref="ExperimentArguments.AsPublished"/> fixes.</summary>
    private static readonly string[] FixedAsPublished =
    [
        nameof(TrainingSettings.WeightDecay),
        nameof(TrainingSettings.Dropout),
        nameof(TrainingSettings.HiddenStationShare),
        nameof(TrainingSettings.HiddenTeacherShare),
    ];

    /// <summary>Adds the checks to the options.</summary>
    public static void Check(ExperimentArguments options)
    {
        Option[] comparisons = [options.AsPublished, options.OneFrom, options.ObservationDays, options.ChooseDefaults];
        CheckThatItIsOne(options, comparisons);
        CheckWhatIsScored(options);
        CheckWhatIsTrained(options, comparisons);
    }

    /// <summary>Defaults may be chosen for so many days observed; any two others have nothing in common.</summary>
    private static void CheckThatItIsOne(ExperimentArguments options, Option[] comparisons)
    {
        foreach (var (place, one) in comparisons.Index())
        {
            foreach (var other in comparisons.Skip(place + 1))
            {
                if ((one, other) != (options.ObservationDays, options.ChooseDefaults))
                {
                    Refuse(one, r => Has(r, other) ? $"{one.Name} and {other.Name} are two comparisons; give one of them." : null);
                }
            }
        }
    }

    private static void CheckWhatIsScored(ExperimentArguments options)
    {
        Refuse(options.Final, r =>
            Has(r, options.ChooseDefaults) ? "--final is not for --choose-defaults, which chooses without the hold-out."
            : Has(r, options.AsPublished) ? "--final is not for --as-published, which compares training RMSE."
            : null);
        Refuse(options.Folds, r =>
            Has(r, options.ChooseDefaults)
                || ((Has(r, options.ObservationDays) || Has(r, options.OneFrom)) && !Has(r, options.Final))
                ? null
                : "--folds is for --choose-defaults and, without --final, for --observation-days and --one-from; nothing else is scored at "
                    + "earlier times.");
        Refuse(options.Renewed, r =>
            Has(r, options.Final)
                && !Has(r, options.AsPublished)
                && !Has(r, options.OneFrom)
                && !Has(r, options.ObservationDays)
                && !Has(r, options.ChooseDefaults)
                ? null
                : "--renewed is a row of the usual comparison's hold-out tables: it needs --final, and neither --as-published, --one-from, "
                    + "--observation-days nor --choose-defaults.");
        Refuse(options.Data, r =>
            Has(r, options.ChooseDefaults)
                && r.GetResult(options.Data)!.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries).Contains(string.Empty)
                ? "--data has ''; each of its values must be a folder."
                : null);
    }

    private static void CheckWhatIsTrained(ExperimentArguments options, Option[] comparisons)
    {
        Refuse(options.Refit, r => Has(r, options.ObservationDays) && !Has(r, options.ChooseDefaults)
            ? null
            : "--refit is a row of the comparison by days observed: it needs --observation-days, 'all' for the whole record, and no "
                + "--choose-defaults.");
        Refuse(options.Seeds, r => Has(r, options.OneFrom) ? "--seeds is not for --one-from, which trains one seed a student." : null);
        Refuse(options.Sizes, r =>
            comparisons.FirstOrDefault(c => Has(r, c)) is { } comparison
                ? $"--sizes is for the usual comparison; with {comparison.Name} give one size, such as --set "
                    + $"{nameof(TrainingSettings.HiddenSize)}=64."
            : Sets(r, options, nameof(TrainingSettings.HiddenSize))
                ? $"--sizes and --set {nameof(TrainingSettings.HiddenSize)} both say how large students are; give one of them."
            : null);
        Refuse(options.Set, r =>
            Has(r, options.AsPublished) && FixedAsPublished.FirstOrDefault(name => Sets(r, options, name)) is { } setting
                ? $"--set {setting} is not for --as-published, which trains without it, as the paper does."
                : null);
    }

    private static void Refuse(Option option, Func<OptionResult, string?> why) => option.Validators.Add(result =>
    {
        if (Has(result, option) && why(result) is { } sentence)
        {
            result.AddError(sentence);
        }
    });

    /// <summary>By its words, not its value: a value that cannot be read is the parser's to tell.</summary>
    private static bool Has(SymbolResult result, Option option) =>
        result.GetResult(option) is { Implicit: false } given
        && !given.Tokens.Any(t => bool.FalseString.Equals(t.Value, StringComparison.OrdinalIgnoreCase));

    private static bool Sets(SymbolResult result, ExperimentArguments options, string setting) =>
        result.GetResult(options.Set)?.Tokens.Any(t => t.Value.StartsWith($"{setting}=", StringComparison.OrdinalIgnoreCase)) == true;
}
