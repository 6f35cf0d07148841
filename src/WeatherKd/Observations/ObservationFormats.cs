using WeatherKd.Registration;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>The observation formats that are read: every <see cref="IObservationFormat"/> of this assembly.</summary>
public sealed class ObservationFormats(VariableTable variables)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<IObservationFormat> All { get; } = Implementations.Create<IObservationFormat>(variables);

    /// <summary>The format of a file.</summary>
    /// <exception cref="InputFormatException">No format recognises it; the message lists them.</exception>
    public IObservationFormat Detect(InputFile file) =>
        All.FirstOrDefault(format => format.Recognises(file))
        ?? throw UnknownContent.Error(file, "observation", All.Select(f => f.Name));

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
        CancellationToken cancellationToken)
    {
        return EachFile.ReadAsync(files, Read, report, cancellationToken);

        IAsyncEnumerable<Rows> Read(InputFile file, Action<InputFormatException> told)
        {
            var format = Detect(file);
            found(format);
            return format.ReadAsync(file, told, cancellationToken);
        }
    }
}
