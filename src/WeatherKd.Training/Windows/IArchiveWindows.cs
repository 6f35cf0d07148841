using WeatherKd.Alignment;

namespace WeatherKd.Training.Windows;

/// <summary>Windows of the teacher's own series.</summary>
public interface IArchiveWindows : IWindowSource
{
    /// <summary>Whether the series of a variable is learned from at a station, and not left out.</summary>
    bool Carries(int station, string variable);
}
