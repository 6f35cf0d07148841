using WeatherKd.Alignment;

namespace WeatherKd.Verification.References;

/// <summary>The numerical model as it is.</summary>
public sealed class RawTeacher(WindowRows rows) : IReferenceSystem
{
    /// <inheritdoc/>
    public string Name => "raw teacher";

    /// <inheritdoc/>
    public double Forecast(WindowBlock block, int window, int lead, int target) => rows.Teacher(block, window, lead, target);
}
