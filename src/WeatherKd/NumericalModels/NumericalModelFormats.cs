using WeatherKd.Registration;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>The numerical-model formats that are read: every <see cref="INumericalModelFormat"/> of this assembly.</summary>
/// <param name="variables">The table of variables.</param>
/// <param name="interpolation">How fields are brought to stations; null for the defaults.</param>
public sealed class NumericalModelFormats(VariableTable variables, InterpolationOptions? interpolation = null)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<INumericalModelFormat> All { get; } =
        Implementations.Create<INumericalModelFormat>(variables, interpolation ?? new InterpolationOptions());

    /// <summary>The format of a file.</summary>
    /// <exception cref="InputFormatException">No format recognises it; the message lists them.</exception>
    public INumericalModelFormat Detect(InputFile file) =>
        All.FirstOrDefault(format => format.Recognises(file))
        ?? throw UnknownContent.Error(file, "numerical-model", All.Select(f => f.Name));
}
