using WeatherKd.Alignment;

namespace WeatherKd.Verification.References;

/// <summary>
/// The observation a whole number of days before the valid time: the newest such hour at or before the origin, else the one a day earlier,
/// else climatology.
/// </summary>
public sealed class SameHourYesterday(WindowRows rows, Climatology climatology) : IReferenceSystem
{
    /// <inheritdoc/>
    public string Name => "same hour yesterday";

    /// <inheritdoc/>
    public double Forecast(WindowBlock block, int window, int lead, int target)
    {
        // One day for leads up to 24 h, two up to 48 h, and so on.
        var newest = lead - (24 * ((lead + 23) / 24));
        var yesterday = rows.Observed(block, window, newest, target);
        if (!double.IsNaN(yesterday))
        {
            return yesterday;
        }

        var before = rows.Observed(block, window, newest - 24, target);
        return double.IsNaN(before) ? climatology.Forecast(block, window, lead, target) : before;
    }
}
