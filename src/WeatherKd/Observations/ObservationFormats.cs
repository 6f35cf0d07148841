using WeatherKd.Registration;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>The observation formats that are read: every <see cref="IObservationFormat"/> of this assembly.</summary>
public sealed class ObservationFormats(VariableTable variables)
    : FileFormats<IObservationFormat>("observation", Implementations.Create<IObservationFormat>(variables))
{
    /// <summary>
    /// Reads all files of an archive, or the one that came alone, each in its own format. Of an archive, a file that cannot be read is
    /// reported and the others are used.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="found">Receives the format of each.</param>
    /// <param name="report">Is told of each file of which only some reports can be used.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">The file came alone and cannot be read.</exception>
    public IAsyncEnumerable<Rows> ReadAsync(
        IReadOnlyList<InputFile> files,
        Action<IObservationFormat> found,
        Action<InputFormatException> report,
        CancellationToken cancellationToken) =>
        ReadEachAsync(files, found, (format, file, told) => format.ReadAsync(file, told, cancellationToken), report, cancellationToken);
}
