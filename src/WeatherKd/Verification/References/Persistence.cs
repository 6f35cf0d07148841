using WeatherKd.Alignment;

namespace WeatherKd.Verification.References;

/// <summary>The last observation of the history; where there is none, climatology.</summary>
public sealed class Persistence(WindowRows rows, Climatology climatology) : IReferenceSystem
{
    /// <summary>Its name in every table.</summary>
    public const string SystemName = "persistence";

    /// <inheritdoc/>
    public string Name => SystemName;

    /// <inheritdoc/>
    public double Forecast(WindowBlock block, int window, int lead, int target)
    {
        for (var hour = 0; hour > -rows.History; hour--)
        {
            if (rows.Observed(block, window, hour, target) is var observed && !double.IsNaN(observed))
            {
                return observed;
            }
        }

        return climatology.Forecast(block, window, lead, target);
    }
}
