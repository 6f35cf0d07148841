using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>A file format of numerical-model output. A class that implements it is found by <see cref="NumericalModelFormats"/>.</summary>
public interface INumericalModelFormat : IFileFormat
{
    /// <summary>
    /// Whether a file holds whole runs at once, so that a run is complete when its rows are stored; otherwise leads and variables are
    /// counted.
    /// </summary>
    bool HoldsWholeRuns { get; }

    /// <summary>Reads a file in batches at the given stations.</summary>
    /// <param name="file">The file.</param>
    /// <param name="stations">Where values are wanted; formats that already hold station values ignore positions.</param>
    /// <param name="report">
    /// Receives what was skipped: parts that could not be read while the rest could, stations outside the grid.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">Nothing of the file can be used.</exception>
    IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        IReadOnlyList<Station> stations,
        Action<InputFormatException> report,
        CancellationToken cancellationToken);
}
