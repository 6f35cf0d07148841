using WeatherKd.Alignment;

namespace WeatherKd.Training.Windows;

/// <summary>Whether a window has a teacher.</summary>
internal static class TeacherCoverage
{
    /// <summary>Whether the teacher has any value in the window's horizon.</summary>
    public static bool Any(DatasetDescription description, WindowBlock block, int index)
    {
        var hours = description.HistoryHours + description.HorizonHours;
        var horizon = block.Teacher.AsSpan(
            ((index * hours) + description.HistoryHours) * description.TeacherVariables.Count,
            description.HorizonHours * description.TeacherVariables.Count);
        foreach (var value in horizon)
        {
            if (!float.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }
}
