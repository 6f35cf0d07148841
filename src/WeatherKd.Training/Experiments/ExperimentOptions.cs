using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>What an experiment compares.</summary>
internal sealed record ExperimentOptions
{
    /// <summary>Folders of station CSV files: one, or several to choose defaults by.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Folder for runs, curves and tables.</summary>
    public required string Out { get; init; }

    /// <summary>Variants to train.</summary>
    public required IReadOnlyList<StudentVariant> Variants { get; init; }

    /// <summary>Number of seeds, 1 to this.</summary>
    public required int Seeds { get; init; }

    /// <summary>Hidden sizes; the first is the one that curves and tables are about.</summary>
    public required IReadOnlyList<int> Sizes { get; init; }

    /// <summary>Number of runs of one data set: each variant with each seed and size.</summary>
    public int Runs => Variants.Count * Seeds * Sizes.Count;

    /// <summary>Share of the training origins, their last, that is the validation part.</summary>
    public required double ValidationShare { get; init; }

    /// <summary>Variables to forecast; null takes the usual ones.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>What the runs are made for.</summary>
    public RunKind Kind { get; init; }

    /// <summary>Days of observations that there are before what is scored, 0 for all; empty makes the usual comparison.</summary>
    public IReadOnlyList<int> ObservationDays { get; init; } = [];

    /// <summary>
    /// Earlier times within the training part at which a comparison by days of observations is made while it is not final.
    /// </summary>
    public int Folds { get; init; } = 4;

    /// <summary>A setting and its values to choose from, <c>NAME=VALUE,VALUE</c>; null makes another comparison.</summary>
    public string? Choice { get; init; }

    /// <summary>The settings given, <c>NAME=VALUE</c>, before any value to choose from.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>
    /// Half-lives in days, 0 where nothing is forgotten, with which regressions are renewed through the hold-out besides; empty for none.
    /// </summary>
    public IReadOnlyList<double> Renewed { get; init; } = [];

    /// <summary>
    /// Whether each student's network is trained a second time besides, on training and validation part together, with as many steps as
    /// early stopping chose.
    /// </summary>
    public bool Refit { get; init; }

    /// <summary>Number of students whose mean one learns; 0 makes another comparison.</summary>
    public int OneFrom { get; init; }

    /// <summary>Weights of students whose mean is the teacher; empty as a rule.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, float[]>> Several { get; init; } = [];

    /// <summary>Whether hold-out figures are computed and shown. Until then the validation part stands in.</summary>
    public required bool Final { get; init; }

    /// <summary>Settings common to all runs; epochs included.</summary>
    public required TrainingSettings Settings { get; init; }
}
