using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>The numerical-model formats that are read, in the order in which they are asked whether a file is theirs.</summary>
/// <param name="variables">The table of variables.</param>
/// <param name="interpolation">How fields are brought to stations; null for the defaults.</param>
public sealed class NumericalModelFormats(VariableTable variables, InterpolationOptions? interpolation = null)
{
    private readonly IReadOnlyList<INumericalModelFormat> _all =
    [
        new StationCsvForecasts(variables),
        new GribForecasts(variables, interpolation ?? new InterpolationOptions()),
        new NetCdfForecasts(variables),
    ];

    /// <summary>The format of a file.</summary>
    /// <exception cref="InputFormatException">No format recognises it; the message lists them.</exception>
    public INumericalModelFormat Detect(InputFile file) =>
        _all.FirstOrDefault(format => format.Recognises(file))
        ?? throw UnknownContent.Error(file, "numerical-model", _all.Select(f => f.Name));
}
