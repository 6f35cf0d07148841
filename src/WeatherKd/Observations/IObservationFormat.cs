using WeatherKd.Storage;

namespace WeatherKd.Observations;

/// <summary>A file format of observations. A format is added by adding one class to <see cref="ObservationFormats"/>.</summary>
public interface IObservationFormat
{
    /// <summary>Name for people and logs, e.g. <c>station CSV</c>.</summary>
    string Name { get; }

    /// <summary>Whether a file is of this format, judged by its content, not its name. Formats are asked in order; the first that says yes reads.</summary>
    bool Recognises(InputFile file);

    /// <summary>Reads a file in batches, in file order.</summary>
    /// <exception cref="InputFormatException">The file breaks the format.</exception>
    IAsyncEnumerable<ObservationBatch> ReadAsync(InputFile file, CancellationToken cancellationToken);
}
