namespace WeatherKd.Series;

/// <summary>
/// Some rows of a record, one array a column, from the reader through the checks and the store to the recent data: of observations, where a
/// row is one station at one time, or of a numerical model's runs, where it is one station, run and lead time. Missing values are
/// <see cref="double.NaN"/>. Readers give a file as a sequence of at most <see cref="MaximumRows"/> each, so that memory stays flat however
/// large the file is.
/// </summary>
/// <param name="StationIds">Station of each row.</param>
/// <param name="Times">When each observation was made, or the start of each row's run; UTC.</param>
/// <param name="Values">
/// Value of each row by variable name, in the variable's unit; no check alters them. Amounts of a run over intervals other than the hour
/// before the valid time stand as the file states them in columns of other names, such as <c>precipitation_over_180</c> and
/// <c>shortwave_radiation_total</c>, in the variable's unit × hours: they are no values of the variable.
/// </param>
public sealed record Rows(string[] StationIds, DateTimeOffset[] Times, IReadOnlyDictionary<string, double[]> Values)
{
    /// <summary>Most rows that a reader gives at once.</summary>
    public const int MaximumRows = 65_536;

    private readonly Dictionary<string, string?[]> _flags = new(StringComparer.Ordinal);

    /// <summary>Rows of a numerical model's runs.</summary>
    /// <param name="stationIds">Station of each row.</param>
    /// <param name="runTimes">Start of each row's run, UTC.</param>
    /// <param name="leadHours">Hours from the run's start to the valid time, ≥ 0.</param>
    /// <param name="values">Value of each row by variable name, as of observations.</param>
    public Rows(string[] stationIds, DateTimeOffset[] runTimes, int[] leadHours, IReadOnlyDictionary<string, double[]> values)
        : this(stationIds, runTimes, values) => LeadHours = leadHours;

    /// <summary>Hours from the run's start to the valid time, ≥ 0; empty for observations.</summary>
    public int[] LeadHours { get; init; } = [];

    /// <summary>When storage received the file of each row; empty for rows that are not stored yet.</summary>
    public DateTimeOffset[] ArrivedAt { get; init; } = [];

    /// <summary>What made the values of a run, as the file tells it, such as <c>KMA, process 96</c>; empty where it does not.</summary>
    public IReadOnlyCollection<string> Versions { get; init; } = [];

    /// <summary>
    /// Name of the test that rejected a value (<c>range</c>, <c>step</c>, <c>stuck</c>, …), by variable name; null where the value passed,
    /// and no entry for a variable of which no value was rejected. A rejected value stays in store and does not enter training, inputs,
    /// interpolation or scores.
    /// </summary>
    public IReadOnlyDictionary<string, string?[]> Flags
    {
        get => _flags;
        init => _flags = new(value, StringComparer.Ordinal);
    }

    /// <summary>Number of rows.</summary>
    public int Count => StationIds.Length;

    /// <summary>Whether these are rows of a numerical model's runs.</summary>
    public bool AreOfRuns => LeadHours.Length > 0;

    /// <summary>The time that a row is for, UTC.</summary>
    public DateTimeOffset ValidTime(int row) => AreOfRuns ? Times[row].AddHours(LeadHours[row]) : Times[row];

    /// <summary>The test that rejected a value; null where it passed.</summary>
    public string? FlagOf(string variable, int row) => _flags.TryGetValue(variable, out var flags) ? flags[row] : null;

    /// <summary>Notes the test that rejected a value.</summary>
    public void Reject(string variable, int row, string test)
    {
        if (!_flags.TryGetValue(variable, out var flags))
        {
            _flags.Add(variable, flags = new string?[Count]);
        }

        flags[row] = test;
    }

    /// <summary>Of each row whether it has a value that no test rejected.</summary>
    public bool[] Accepted()
    {
        var accepted = new bool[Count];
        foreach (var (name, values) in Values)
        {
            var flags = Flags.GetValueOrDefault(name);
            for (var row = 0; row < values.Length; row++)
            {
                accepted[row] |= !double.IsNaN(values[row]) && flags?[row] is null;
            }
        }

        return accepted;
    }

    /// <summary>Some of the rows, in their order; these themselves where all are wanted.</summary>
    /// <param name="wanted">Whether a row is wanted, by its number.</param>
    public Rows Where(Func<int, bool> wanted)
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(wanted)];
        return kept.Length == Count ? this : Select(kept);
    }

    /// <summary>Some of the rows.</summary>
    /// <param name="rows">Their numbers, in the order wanted.</param>
    public Rows Select(int[] rows)
    {
        return this with
        {
            StationIds = Pick(StationIds),
            Times = Pick(Times),
            LeadHours = Pick(LeadHours),
            ArrivedAt = Pick(ArrivedAt),
            Values = Values.ToDictionary(v => v.Key, v => Pick(v.Value), StringComparer.Ordinal),
            Flags = Flags.ToDictionary(f => f.Key, f => Pick(f.Value), StringComparer.Ordinal),
        };

        T[] Pick<T>(T[] column) => column.Length == 0 ? column : Array.ConvertAll(rows, i => column[i]);
    }

    /// <summary>
    /// The rows of several, one after the other, with all columns of values that any of them has; missing where a part lacks one.
    /// </summary>
    /// <param name="parts">The parts, all of observations or all of runs, without flags.</param>
    public static Rows Concatenate(IReadOnlyList<Rows> parts) => parts is [var only]
        ? only
        : new Rows(
            [.. parts.SelectMany(p => p.StationIds)],
            [.. parts.SelectMany(p => p.Times)],
            [.. parts.SelectMany(p => p.LeadHours)],
            parts.SelectMany(p => p.Values.Keys).Distinct(StringComparer.Ordinal).ToDictionary(
                name => name,
                name => parts.SelectMany(p => p.Values.GetValueOrDefault(name) ?? Enumerable.Repeat(double.NaN, p.Count)).ToArray(),
                StringComparer.Ordinal))
        {
            ArrivedAt = [.. parts.SelectMany(p => p.ArrivedAt)],
        };
}
