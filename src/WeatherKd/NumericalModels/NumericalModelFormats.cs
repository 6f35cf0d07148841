using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>The numerical-model formats that are read, in the order in which they are asked whether a file is theirs.</summary>
public sealed class NumericalModelFormats(VariableTable variables)
{
    private readonly IReadOnlyList<INumericalModelFormat> _all = [new StationCsvForecasts(variables)];

    /// <summary>The format of a file.</summary>
    /// <exception cref="InputFormatException">No format recognises it; the message lists them.</exception>
    public INumericalModelFormat Detect(InputFile file) =>
        _all.FirstOrDefault(format => format.Recognises(file))
        ?? throw UnknownContent.Error(file, "numerical-model", _all.Select(f => f.Name));
}
