namespace WeatherKd.NumericalModels;

/// <summary>
/// Some rows of a numerical model's forecast at stations, one array a column. A row is one station, run and lead time; missing values are
/// <see cref="double.NaN"/>.
/// </summary>
/// <param name="StationIds">Station of each row.</param>
/// <param name="RunTimes">Start of the model run, UTC.</param>
/// <param name="LeadHours">Hours from the run's start to the valid time, ≥ 0.</param>
/// <param name="Values">
/// Value of each row by variable name, in the variable's unit. Amounts over intervals other than the hour before the valid time stand as
/// the file states them in columns of other names, such as <c>precipitation_over_180</c> and <c>shortwave_radiation_total</c>, in the
/// variable's unit × hours: they are no values of the variable.
/// </param>
public sealed record TeacherBatch(
    string[] StationIds,
    DateTimeOffset[] RunTimes,
    int[] LeadHours,
    IReadOnlyDictionary<string, double[]> Values)
{
    /// <summary>Most rows of a batch.</summary>
    public const int MaximumRows = 65_536;

    /// <summary>What made the values, as the file tells it, such as <c>KMA, process 96</c>; empty where it does not.</summary>
    public IReadOnlyCollection<string> Versions { get; init; } = [];

    /// <summary>
    /// Name of the check that a value failed, by variable name; null where it passed, and no entry for a variable without a failure.
    /// A flagged value stays in store and does not enter training, inputs, interpolation or scores.
    /// </summary>
    public IReadOnlyDictionary<string, string?[]> Flags { get; init; } = new Dictionary<string, string?[]>();

    /// <summary>The rows with an unflagged value; all rows where nothing is flagged.</summary>
    public TeacherBatch Accepted() => Flags.Count == 0
        ? this
        : Where(i => Values.Any(v => !double.IsNaN(v.Value[i]) && Flags.GetValueOrDefault(v.Key)?[i] is null));

    /// <summary>The rows that are valid after a time.</summary>
    public TeacherBatch After(DateTimeOffset time) => Where(i => ValidTime(i) > time);

    /// <summary>The time that a row is for.</summary>
    public DateTimeOffset ValidTime(int row) => RunTimes[row].AddHours(LeadHours[row]);

    /// <summary>Some of the rows.</summary>
    /// <param name="wanted">Whether a row is wanted, by its number.</param>
    public TeacherBatch Where(Func<int, bool> wanted)
    {
        var kept = Enumerable.Range(0, Count).Where(wanted).ToArray();
        return new TeacherBatch(
            Array.ConvertAll(kept, i => StationIds[i]),
            Array.ConvertAll(kept, i => RunTimes[i]),
            Array.ConvertAll(kept, i => LeadHours[i]),
            Values.ToDictionary(v => v.Key, v => Array.ConvertAll(kept, i => v.Value[i]), StringComparer.Ordinal))
        {
            Versions = Versions,
            Flags = Flags.ToDictionary(f => f.Key, f => Array.ConvertAll(kept, i => f.Value[i]), StringComparer.Ordinal),
        };
    }

    /// <summary>Number of rows.</summary>
    public int Count => StationIds.Length;
}
