using WeatherKd.Alignment;

namespace WeatherKd.Verification.References;

/// <summary>
/// A way to forecast that a student must beat. Fitted on training windows, it forecasts single rows (window, lead, target) of any window of
/// the same shape. Safe for concurrent reading once fitted.
/// </summary>
public interface IReferenceSystem
{
    /// <summary>Name in tables, e.g. <c>linear MOS</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The forecast of one row, in the target's unit; <see cref="double.NaN"/> where the system has none, as the raw teacher where no run
    /// covers the hour.
    /// </summary>
    /// <param name="block">Windows of the shape it was fitted on.</param>
    /// <param name="window">Index of the window in the block.</param>
    /// <param name="lead">Hours after the origin, 1 to the horizon.</param>
    /// <param name="target">Index of the variable among the targets.</param>
    double Forecast(WindowBlock block, int window, int lead, int target);
}
