using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.Checks;

/// <summary>
/// What the checks make of a numerical model's file, without storing it: the command <c>weatherkd qc --as numerical-model</c>.
/// </summary>
/// <param name="Format">The formats by which it was read.</param>
/// <param name="Rows">Its rows: one for each station, run and lead.</param>
/// <param name="Report">What was found.</param>
/// <param name="Unread">What of the file could not be read though the rest was.</param>
public sealed record TeacherListing(string Format, long Rows, TeacherCheckReport Report, IReadOnlyList<string> Unread)
{
    /// <summary>Reads and checks files, one after the other, as runs that arrive in that order.</summary>
    /// <param name="files">The file, or those of an archive.</param>
    /// <param name="formats">The formats that are known.</param>
    /// <param name="checks">The checks.</param>
    /// <param name="stations">Stations at which fields are read.</param>
    /// <param name="now">When the files arrived.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">The file cannot be read.</exception>
    public static async Task<TeacherListing> ReadAsync(
        IReadOnlyList<InputFile> files,
        NumericalModelFormats formats,
        TeacherChecks checks,
        IReadOnlyList<Station> stations,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var unread = new List<string>();
        var session = checks.Begin(stations, now, new ModelHistory());
        var rows = 0L;
        foreach (var file in files)
        {
            var format = formats.Detect(file);
            found.Add(format.Name);
            await foreach (var batch in format.ReadAsync(file, stations, e => unread.Add(e.Message), cancellationToken))
            {
                session.Check(batch);
                rows += batch.Count;
            }
        }

        return new(string.Join(", ", found), rows, session.Report(), unread);
    }
}
