using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>A file format of observations. A format is added by adding one class to <see cref="ObservationFormats"/>.</summary>
public interface IObservationFormat
{
    /// <summary>Name for people and logs, e.g. <c>station CSV</c>.</summary>
    string Name { get; }

    /// <summary>Whether a file is of this format, judged by its content, not its name. Formats are asked in order; the first that says yes reads.</summary>
    bool Recognises(InputFile file);

    /// <summary>
    /// Reads a file in batches, in file order. A table is right as a whole or not at all: a line with a field too many may have its values in the wrong columns, and others with it.
    /// A bulletin's reports stand each for themselves: one that cannot be read is told to <paramref name="report"/>, and the others are used.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="report">Is told once of a file whose other parts are used.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">The file breaks the format.</exception>
    IAsyncEnumerable<ObservationBatch> ReadAsync(InputFile file, Action<InputFormatException> report, CancellationToken cancellationToken);
}
