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
