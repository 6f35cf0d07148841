using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using WeatherKd.Alignment;
using WeatherKd.Settings;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;

namespace WeatherKd.Training.Experiments;

/// <summary>What <c>experiment</c> takes.</summary>
internal sealed class ExperimentArguments : CommandArguments
{
    /// <summary>Fewest days that a student can learn anything from.</summary>
    private const int FewestDays = 4;

    /// <summary>Days between two fits of a regression that is renewed through the hold-out.</summary>
    public const int RenewedEveryDays = 7;

    [Range(0, 1000)]
    public Option<int> Epochs { get; } = new("--epochs")
    {
        Description = "Epochs of every run; nothing stops early. 0 is the regression alone.",
        DefaultValueFactory = _ => 80,
    };

    [Range(1, 1000)]
    public Option<int> Seeds { get; } = new("--seeds") { Description = "Number of seeds.", DefaultValueFactory = _ => 5 };

    public Option<IReadOnlyList<StudentVariant>?> Variants { get; } = List<StudentVariant>(
        "--variants",
        "Variants, separated by commas. Default all.",
        text => Enum.TryParse<StudentVariant>(text, ignoreCase: true, out var variant) && Enum.IsDefined(variant) ? variant : null,
        "standalone, distilled or guided");

    public Option<IReadOnlyList<string>?> Targets { get; } = List(
        "--targets",
        "Variables to forecast, separated by commas. Default the usual ones that are observed.",
        (string text, out string name) => VariableTable.Default.Find(name = text) is not null,
        $"one of {string.Join(", ", VariableTable.Default.All.Select(v => v.Name))}");

    public Option<ArchiveUse> Archive { get; } = new("--archive")
    {
        Description = "auto or off: whether students first learn from the teacher's own series.",
        DefaultValueFactory = _ => ArchiveUse.Auto,
    };

    /// <summary>Settings that every run has from another option, which would have the last word.</summary>
    private static readonly Dictionary<string, string> OptionsOfTheirOwn = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(TrainingSettings.Epochs)] = "--epochs",
        [nameof(TrainingSettings.Seed)] = "--seeds",
        [nameof(TrainingSettings.Device)] = "--device",
        [nameof(TrainingSettings.Archive)] = "--archive",
    };

    /// <summary>0 stands for the whole record.</summary>
    public Option<IReadOnlyList<int>?> ObservationDays { get; } = List<int>(
        "--observation-days",
        "How much observation does a teacher replace? Days observed before the hold-out, separated by commas, 'all' for the whole record; "
        + "every variant with and without the archive, as in service. With --final scored on the hold-out, else at earlier times within "
        + "the training part.",
        text => text == "all" ? 0 : Whole(text) is >= FewestDays and var days ? days : null,
        $"'all' or a whole number of days from {FewestDays} on");

    [Range(1, 100)]
    public Option<int> Folds { get; } = new("--folds")
    {
        Description = "Earlier times within the training part at which choices are made.",
        DefaultValueFactory = _ => 4,
    };

    /// <summary>A setting and its values, the first what the others are measured by.</summary>
    public Option<string?> ChooseDefaults { get; } = ChooseOption();

    public Option<IReadOnlyList<double>?> Renewed { get; }

    public Option<bool> Refit { get; } = new("--refit")
    {
        Description = "Besides, with --observation-days: each network trained a second time, on training and validation part together, "
            + "with as many steps as early stopping chose.",
    };

    [Range(2, 8)]
    public Option<int?> OneFrom { get; } = new("--one-from")
    {
        Description = "One student from several: so many are trained as in service, and one of the usual size learns their mean. With "
            + "--final scored on the hold-out, else at earlier times within the training part.",
    };

    public Option<bool> AsPublished { get; } = new("--as-published")
    {
        Description = "Repeat the paper: a plain network from random weights, alone and with its teacher in the loss, and when it has "
            + "first learned the teacher's series; training RMSE over the epochs.",
    };

    public Option<IReadOnlyList<int>?> Sizes { get; } = List<int>(
        "--sizes",
        "Hidden sizes, separated by commas; curves are drawn of the first. Default the usual one.",
        text => Whole(text) is >= 4 and <= 1024 and var size ? size : null,
        "4 to 1024");

    [Range(0, 0.5)]
    public Option<double> ValidationShare { get; } = new("--validation-share")
    {
        Description = "Share of the training origins that is kept for early stopping and tuning.",
        DefaultValueFactory = _ => new AlignmentOptions().ValidationShare,
    };

    public Option<bool> Final { get; } = new("--final")
    {
        Description = "Compute and show hold-out figures. Without it the validation part stands in.",
    };

    public Option<string?> Out { get; } = new("--out")
    {
        Description = "Folder for runs, curves and tables. Default experiment-<name of the data folder>.",
    };

    public Option<string> Device { get; } = OneOf("--device", "Where to train; auto takes a GPU if there is one.", "auto", "cpu", "cuda");

    public Option<string[]> Set { get; } = SettingsOption();

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the comparison's JSON document, which --out receives too, instead of its tables.",
    };

    public ExperimentArguments()
    {
        Renewed = List<double>(
            "--renewed",
            $"Besides, with --final: the regressions of students and MOS+ fitted anew every {RenewedEveryDays} days through the hold-out, "
            + "a window counting half after so many days, separated by commas; 0 forgets nothing.",
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) && days is >= 0 and <= 3650
                ? days
                : null,
            "a number of days from 0 to 3650");
        ExperimentModeArguments.Check(this);
    }

    /// <summary>Defaults are chosen for several sets at once; any other comparison is of one, whose name may have a comma.</summary>
    public override IReadOnlyList<string> Folders(ParseResult parsed) => parsed.GetValue(ChooseDefaults) is null
        ? base.Folders(parsed)
        : parsed.GetValue(Data)!.Split(',', StringSplitOptions.TrimEntries);

    /// <summary>Defaults with what <c>--set</c> changes, checked as the settings of a service are.</summary>
    /// <param name="pairs">Names and values, as <c>LearningRate=0.001</c>.</param>
    /// <exception cref="FormatException">A pair has no value, or an option of its own.</exception>
    /// <exception cref="SettingsException">A pair is no setting of training, or its value is outside the setting's range.</exception>
    public static TrainingSettings SettingsFrom(IEnumerable<string> pairs)
    {
        const string Section = "--set";
        var given = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in pairs)
        {
            var (name, value) = pair.Split('=', 2) is [var before, var after]
                ? (before, after)
                : throw new FormatException($"--set '{pair}' sets nothing; write NAME=VALUE, such as LearningRate=0.001.");
            if (OptionsOfTheirOwn.TryGetValue(name, out var own))
            {
                throw new FormatException($"{name} has an option of its own, {own}.");
            }

            given[$"{Section}:{name}"] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(given).Build();
        new SettingsCheck([new SettingsSection(Section, typeof(TrainingSettings))]).Run(configuration);
        return configuration.GetSection(Section).Get<TrainingSettings>() ?? new TrainingSettings();
    }

    /// <summary>The settings that <see cref="ChooseDefaults"/> compares.</summary>
    /// <param name="choice"><c>NAME=VALUE,VALUE</c>.</param>
    /// <param name="given">What <c>--set</c> changes besides.</param>
    /// <exception cref="FormatException">No values are named.</exception>
    /// <exception cref="SettingsException">It is no setting of training, or a value is outside its range.</exception>
    public static (string Name, IReadOnlyList<(string Value, TrainingSettings Settings)> Candidates) CandidatesFrom(
        string choice,
        IReadOnlyList<string> given)
    {
        var (name, values) = choice.Split('=', 2) is [{ Length: > 0 } before, { Length: > 0 } after]
            ? (before, after.Split(',', StringSplitOptions.TrimEntries))
            : throw new FormatException(
                $"--choose-defaults '{choice}' names no values; write NAME=VALUE,VALUE, such as WeightDecay=400,130,40.");
        return (name, [.. values.Select(v => (v, SettingsFrom([.. given, $"{name}={v}"])))]);
    }

    private static Option<string?> ChooseOption() => OfSettings(
        new Option<string?>("--choose-defaults")
        {
            Description = "Compare values of a training setting, NAME=VALUE,VALUE,…, at earlier times within the training parts of one or "
                + "more sets (--data A,B): one value for all. The first is what the others are measured by.",
        },
        words => words.Select(w => CandidatesFrom(w, [])).ToList());

    private static Option<string[]> SettingsOption() => OfSettings(
        new Option<string[]>("--set")
        {
            Description = "A training setting, e.g. LearningRate=0.001; may be repeated.",
            DefaultValueFactory = _ => [],
        },
        SettingsFrom);

    /// <summary>An option whose words must be readable as settings.</summary>
    private static Option<T> OfSettings<T>(Option<T> option, Func<IEnumerable<string>, object> read)
    {
        option.Validators.Add(result =>
        {
            try
            {
                _ = read(result.Tokens.Select(t => t.Value));
            }
            catch (Exception e) when (e is FormatException or SettingsException)
            {
                result.AddError(e.Message.Replace("--set:", $"{option.Name} ", StringComparison.Ordinal));
            }
        });
        return option;
    }

    private static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
