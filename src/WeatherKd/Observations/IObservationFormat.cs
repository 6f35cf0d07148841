using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>A file format of observations. A class that implements it is found by <see cref="ObservationFormats"/>.</summary>
public interface IObservationFormat : IFileFormat
{
    /// <summary>
    /// Reads a file in batches, in file order. A bad cell costs its value, a bad line or report its row, a column of an unknown unit the
    /// column: what is passed over is counted and told to
    /// <paramref name="report"/>, and the rest is used. A file of which most cannot be read is refused.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="report">Is told once of a file whose other parts are used.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">The file breaks the format.</exception>
    IAsyncEnumerable<Rows> ReadAsync(InputFile file, Action<InputFormatException> report, CancellationToken cancellationToken);
}
