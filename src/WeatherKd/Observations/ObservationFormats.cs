using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>The observation formats that are read, in the order in which they are asked whether a file is theirs.</summary>
public sealed class ObservationFormats(VariableTable variables)
{
    private readonly IReadOnlyList<IObservationFormat> _all =
    [
        new StationCsvObservations(variables),
        new KmaAsosCsv(variables),
        new AirKoreaCsv(variables),
        new IsdCsv(),
        new IsdLiteText(),
        new IsdText(),
        new MetarText(),
    ];

    /// <summary>The format of a file.</summary>
    /// <exception cref="InputFormatException">No format recognises it; the message lists them.</exception>
    public IObservationFormat Detect(InputFile file) =>
        _all.FirstOrDefault(format => format.Recognises(file))
        ?? throw UnknownContent.Error(file, "observation", _all.Select(f => f.Name));
}
