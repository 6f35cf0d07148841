using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>
/// Where training reads the teacher's series from: beside a dataset on disk, or in memory. One station at a time, so that memory does not
/// grow with the stations. Safe for one reader at a time.
/// </summary>
public interface ITeacherArchive
{
    /// <summary>What it was made from.</summary>
    TeacherArchiveDescription Description { get; }

    /// <summary>Reads a station's series.</summary>
    /// <param name="station">Index of the station in the dataset's list.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The series; one without hours where the model has said nothing of the station.</returns>
    Task<TeacherSeries> ReadAsync(int station, CancellationToken cancellationToken);
}

/// <summary>
/// What the teacher's series of a dataset were made from. The newest run lies before everything that a student is verified on.
/// </summary>
/// <param name="Model">The numerical model.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="FirstRun">Start of the oldest.</param>
/// <param name="NewestRun">Start of the newest.</param>
public sealed record TeacherArchiveDescription(string Model, int Runs, DateTimeOffset FirstRun, DateTimeOffset NewestRun)
{
    /// <summary>What made the newest run, as its files told it: <c>ecmf, process 153</c>. Null where they tell nothing.</summary>
    public string? Version { get; init; }

    /// <summary>Describes runs up to an hour; null where there are none.</summary>
    public static TeacherArchiveDescription? Of(string model, IReadOnlyList<TeacherRuns> teacher, Hour end)
    {
        var runs = teacher.SelectMany(t => t.RunHours).Where(hour => hour <= end).Distinct().Order().ToList();
        return runs.Count == 0
            ? null
            : new TeacherArchiveDescription(model, runs.Count, runs[0].ToTime(), runs[^1].ToTime());
    }
}
