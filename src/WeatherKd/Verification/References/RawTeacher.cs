using WeatherKd.Alignment;

namespace WeatherKd.Verification.References;

/// <summary>The numerical model as it is.</summary>
public sealed class RawTeacher(WindowRows rows) : IReferenceSystem
{
    /// <summary>Its name in every table.</summary>
    public const string SystemName = "raw teacher";

    /// <inheritdoc/>
    public string Name => SystemName;

    /// <inheritdoc/>
    public double Forecast(WindowBlock block, int window, int lead, int target) => rows.Teacher(block, window, lead, target);
}
