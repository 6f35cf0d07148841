using WeatherKd.Registration;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>The numerical-model formats that are read: every <see cref="INumericalModelFormat"/> of this assembly.</summary>
/// <param name="variables">The table of variables.</param>
/// <param name="interpolation">How fields are brought to stations; null for the defaults.</param>
public sealed class NumericalModelFormats(VariableTable variables, InterpolationOptions? interpolation = null)
    : FileFormats<INumericalModelFormat>(
        "numerical-model",
        Implementations.Create<INumericalModelFormat>(variables, interpolation ?? new InterpolationOptions()))
{
    /// <summary>
    /// Reads all files of an archive, or the one that came alone, each in its own format. Of an archive, a file that cannot be read is
    /// reported and the others are used.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="stations">Where values are wanted.</param>
    /// <param name="found">Receives the format of each.</param>
    /// <param name="report">Is told of everything that cannot be used.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputFormatException">The file came alone and cannot be read.</exception>
    public IAsyncEnumerable<Rows> ReadAsync(
        IReadOnlyList<InputFile> files,
        IReadOnlyList<Station> stations,
        Action<INumericalModelFormat> found,
        Action<InputFormatException> report,
        CancellationToken cancellationToken) =>
        ReadEachAsync(
            files,
            found,
            (format, file, told) => format.ReadAsync(file, stations, told, cancellationToken),
            report,
            cancellationToken);
}
