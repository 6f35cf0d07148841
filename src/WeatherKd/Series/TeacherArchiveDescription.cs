namespace WeatherKd.Series;

/// <summary>
/// What the teacher's series of a dataset were made from. The newest run lies before everything that a student is verified on.
/// </summary>
/// <param name="Model">The numerical model.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="FirstRun">Start of the oldest. What is valid before it is left out.</param>
/// <param name="NewestRun">Start of the newest.</param>
public sealed record TeacherArchiveDescription(string Model, int Runs, DateTimeOffset FirstRun, DateTimeOffset NewestRun)
{
    /// <summary>What an archive taught is learned anew for one that has grown by more than this share.</summary>
    private const double MostGrowth = 0.1;

    /// <summary>A season: with less, a student learns one spell of weather by heart.</summary>
    public const int FewestDays = 90;

    /// <summary>Fewest windows of observations that correct what such an archive taught.</summary>
    public const int FewestWindows = 16;

    /// <summary>What made the newest run, as its files told it: <c>ecmf, process 153</c>. Null where they tell nothing.</summary>
    public string? Version { get; init; }

    /// <summary>What of the model's runs was left out and why, in a sentence; null where nothing was.</summary>
    public string? LeftOut { get; init; }

    /// <summary>Whether it spans a season.</summary>
    public bool IsLongEnough => (NewestRun - FirstRun).TotalDays >= FewestDays;

    /// <summary>
    /// Whether what this archive taught serves for another: it knows none of its future, and nine tenths of its past, and the model's
    /// version has not changed since. Where files tell no version, none has changed.
    /// </summary>
    public bool Serves(TeacherArchiveDescription other) =>
        NewestRun <= other.NewestRun
        && FirstRun == other.FirstRun
        && other.Runs <= (1 + MostGrowth) * Runs
        && (Version is null || other.Version is null || Version == other.Version);

    /// <summary>Describes runs up to an hour; null where there are none.</summary>
    public static TeacherArchiveDescription? Of(string model, IReadOnlyList<TeacherRuns> teacher, Hour end)
    {
        var runs = teacher.SelectMany(t => t.RunHours).Where(hour => hour <= end).Distinct().Order().ToList();
        return runs.Count == 0
            ? null
            : new TeacherArchiveDescription(model, runs.Count, runs[0].ToTime(), runs[^1].ToTime());
    }
}
