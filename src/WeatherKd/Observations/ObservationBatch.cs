namespace WeatherKd.Observations;

/// <summary>
/// Some rows of observations, one array a column. A row is one station at one time; missing values are <see cref="double.NaN"/>.
/// Readers give a file as a sequence of batches of at most <see cref="MaximumRows"/>, so that memory stays flat however large the file is.
/// </summary>
public sealed class ObservationBatch
{
    /// <summary>Most rows of a batch.</summary>
    public const int MaximumRows = 65_536;

    /// <summary>A batch over columns of equal length.</summary>
    public ObservationBatch(string[] stationIds, DateTimeOffset[] validTimes, IReadOnlyDictionary<string, double[]> values)
    {
        StationIds = stationIds;
        SeriesIds = stationIds;
        ValidTimes = validTimes;
        Values = values;
        Flags = values.Keys.ToDictionary(name => name, _ => new string?[stationIds.Length], StringComparer.Ordinal);
    }

    /// <summary>The rows after a time that have a value which quality control accepted, flags included.</summary>
    public ObservationBatch AcceptedAfter(DateTimeOffset time)
    {
        var kept = Enumerable.Range(0, Count)
            .Where(i => ValidTimes[i] > time && Values.Any(v => IsAccepted(v.Value[i], Flags[v.Key][i])))
            .ToArray();
        var batch = new ObservationBatch(
            Array.ConvertAll(kept, i => StationIds[i]),
            Array.ConvertAll(kept, i => ValidTimes[i]),
            Values.ToDictionary(v => v.Key, v => Array.ConvertAll(kept, i => v.Value[i]), StringComparer.Ordinal));
        foreach (var (name, flags) in Flags)
        {
            Array.ConvertAll(kept, i => flags[i]).CopyTo(batch.Flags[name], 0);
        }

        return batch;
    }

    /// <summary>Newest time with a value that quality control accepted; the beginning of time where there is none.</summary>
    public DateTimeOffset NewestAccepted()
    {
        var newest = DateTimeOffset.MinValue;
        foreach (var (name, values) in Values)
        {
            var flags = Flags[name];
            for (var i = 0; i < values.Length; i++)
            {
                if (ValidTimes[i] > newest && IsAccepted(values[i], flags[i]))
                {
                    newest = ValidTimes[i];
                }
            }
        }

        return newest;
    }

    private static bool IsAccepted(double value, string? flag) => flag is null && !double.IsNaN(value);

    /// <summary>Number of rows.</summary>
    public int Count => StationIds.Length;

    /// <summary>Station of each row.</summary>
    public string[] StationIds { get; }

    /// <summary>
    /// What each row's values follow one another in, for the tests over time: its station, and for rows of a numerical model its station
    /// and run.
    /// </summary>
    internal string[] SeriesIds { get; init; }

    /// <summary>Time of each row, UTC.</summary>
    public DateTimeOffset[] ValidTimes { get; }

    /// <summary>Raw value of each row by variable name, in the variable's unit. Never altered by quality control.</summary>
    public IReadOnlyDictionary<string, double[]> Values { get; }

    /// <summary>
    /// Name of the quality test that rejected the value (<c>range</c>, <c>step</c>, <c>stuck</c>, …) by variable name; null where it
    /// passed. A rejected value stays in store and does not enter training, inputs or scores.
    /// </summary>
    public IReadOnlyDictionary<string, string?[]> Flags { get; }
}
