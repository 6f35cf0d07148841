namespace WeatherKd.NumericalModels;

/// <summary>What made a model's runs, as their files state it, and where that changed.</summary>
public static class ModelVersions
{
    /// <summary>One text for what several files of a run state.</summary>
    public static string Name(IReadOnlyList<string> told) => string.Join("; ", told);

    /// <summary>
    /// The last change of version; null where there was none, or nothing is told. A run of which some files are still missing, and one that
    /// tells of more files than another, are of the same version: of two versions each states something that the other does not.
    /// </summary>
    /// <param name="versions">What each run's files state; runs whose files do not are left out.</param>
    public static VersionChange? LastChange(IReadOnlyDictionary<DateTimeOffset, IReadOnlyList<string>> versions)
    {
        var told = versions.Where(v => v.Value.Count > 0).OrderBy(v => v.Key).ToList();
        if (told.Count == 0)
        {
            return null;
        }

        var newest = told[^1].Value;
        var before = told.FindLastIndex(v => newest.Except(v.Value, StringComparer.Ordinal).Any()
            && v.Value.Except(newest, StringComparer.Ordinal).Any());
        return before < 0 ? null : new VersionChange(told[before].Key, told[before].Value, newest);
    }
}

/// <summary>A change of a model's version.</summary>
/// <param name="Run">The last run of the version before.</param>
/// <param name="Before">What its files state.</param>
/// <param name="After">What those of the newest run state.</param>
public sealed record VersionChange(DateTimeOffset Run, IReadOnlyList<string> Before, IReadOnlyList<string> After);
