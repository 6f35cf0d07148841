using WeatherKd.Observations.Quality;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>What quality control makes of a file, without storing it: the command <c>weatherkd qc</c>.</summary>
/// <param name="Format">The format by which it was read; several where an archive holds files of several.</param>
/// <param name="Stations">Ids of its stations, in order.</param>
/// <param name="First">Earliest time, UTC; null where the file has no rows.</param>
/// <param name="Last">Latest time, UTC; null where the file has no rows.</param>
/// <param name="Report">Counts and worst cases.</param>
/// <param name="Unread">What of the file could not be read though the rest was; empty where all was.</param>
public sealed record QualityListing(
    string Format,
    IReadOnlyList<string> Stations,
    DateTimeOffset? First,
    DateTimeOffset? Last,
    QualityReport Report,
    IReadOnlyList<string> Unread)
{
    /// <summary>Reads and checks a file.</summary>
    /// <param name="files">The file, or those of an archive (<see cref="InputFile.OpenAll"/>).</param>
    /// <param name="formats">The formats that are known.</param>
    /// <param name="quality">The tests.</param>
    /// <param name="stations">Known stations; without them the climatological and the spatial test have nothing to go by.</param>
    /// <param name="now">The time that "future" is judged by.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">The file cannot be read.</exception>
    public static async Task<QualityListing> ReadAsync(
        IReadOnlyList<InputFile> files,
        ObservationFormats formats,
        QualityControl quality,
        IReadOnlyList<Station> stations,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        (DateTimeOffset? first, DateTimeOffset? last) = (null, null);
        QualityReport? report = null;
        var unread = new List<InputFormatException>();
        var read = formats.ReadAsync(files, f => found.Add(f.Name), unread.Add, cancellationToken);
        await foreach (var batch in quality.CheckAsync(read, stations, now, r => report = r, cancellationToken))
        {
            ids.UnionWith(batch.StationIds);
            var (earliest, latest) = (batch.Times.Min(), batch.Times.Max());
            first = first < earliest ? first : earliest;
            last = last > latest ? last : latest;
        }

        return ids.Count > 0 || unread.Count == 0
            ? new(string.Join(", ", found), [.. ids], first, last, report!, [.. unread.Select(e => e.Message)])
            : throw unread[0];
    }
}
