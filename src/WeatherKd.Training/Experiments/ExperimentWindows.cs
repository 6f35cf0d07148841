using WeatherKd.Alignment;
using WeatherKd.Training.Windows;

namespace WeatherKd.Training.Experiments;

/// <summary>The windows of an experiment's dataset, by part.</summary>
/// <param name="source">Where they come from.</param>
internal sealed class ExperimentWindows(SeriesWindows source)
{
    /// <summary>Where they come from.</summary>
    public SeriesWindows Source => source;

    /// <summary>Learned from.</summary>
    public ShuffledWindows Training { get; } = new(source, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes);

    /// <summary>Chosen by.</summary>
    public ShuffledWindows Validation { get; } = new(source, DatasetPart.Validation, ShuffledWindows.DefaultPoolBytes);

    /// <summary>Looked at in a final run alone.</summary>
    public ShuffledWindows HoldOut { get; } = new(source, DatasetPart.Verification, ShuffledWindows.DefaultPoolBytes);

    /// <summary>Keeps in memory what is small.</summary>
    public async Task KeepIfSmallAsync(CancellationToken cancellationToken)
    {
        await Training.KeepIfSmallAsync(cancellationToken);
        await Validation.KeepIfSmallAsync(cancellationToken);
        await HoldOut.KeepIfSmallAsync(cancellationToken);
    }
}
