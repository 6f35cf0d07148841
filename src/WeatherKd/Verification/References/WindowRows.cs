using WeatherKd.Alignment;
using WeatherKd.Variables;

namespace WeatherKd.Verification.References;

/// <summary>
/// Reads single values out of windows by what they mean. Hours count from the origin: 0 is the origin, 1 the first lead, −47 the start of
/// the usual history.
/// </summary>
public sealed class WindowRows
{
    private readonly DatasetDescription _description;
    private readonly int[] _inputOfTarget;
    private readonly int[] _teacherOfTarget;

    /// <summary>Reader for windows of a shape.</summary>
    public WindowRows(DatasetDescription description)
    {
        _description = description;
        _inputOfTarget = [.. description.Targets.Select(t => description.Inputs.IndexOf(t))];
        _teacherOfTarget = [.. description.Targets.Select(t => description.TeacherVariables.IndexOf(t))];
    }

    /// <summary>Number of targets.</summary>
    public int Targets => _description.Targets.Count;

    /// <summary>Hours forecast.</summary>
    public int Horizon => _description.HorizonHours;

    /// <summary>Hours of history, the origin's own included.</summary>
    public int History => _description.HistoryHours;

    /// <summary>Number of stations.</summary>
    public int Stations => _description.Stations.Count;

    /// <summary>Whether the teacher has a target's variable at all.</summary>
    public bool HasTeacher(int target) => _teacherOfTarget[target] >= 0;

    /// <summary>
    /// A target's observation at an hour of the history, <c>1 − history</c> to 0; not a number where missing or before the history.
    /// </summary>
    public double Observed(WindowBlock block, int window, int hour, int target)
    {
        var at = _description.HistoryHours - 1 + hour;
        return at < 0
            ? double.NaN
            : block.Observations[(((window * _description.HistoryHours) + at) * _description.Inputs.Count) + _inputOfTarget[target]];
    }

    /// <summary>What was observed at a lead: the truth to score against.</summary>
    public double Truth(WindowBlock block, int window, int lead, int target) =>
        block.Targets[(((window * _description.HorizonHours) + lead - 1) * _description.Targets.Count) + target];

    /// <summary>The teacher for a lead, as known at the origin; not a number where no run covers it.</summary>
    public double Teacher(WindowBlock block, int window, int lead, int target)
    {
        var hours = _description.HistoryHours + _description.HorizonHours;
        return _teacherOfTarget[target] < 0
            ? double.NaN
            : block.Teacher[(((window * hours) + _description.HistoryHours + lead - 1) * _description.TeacherVariables.Count)
                + _teacherOfTarget[target]];
    }

    /// <summary>
    /// Whether a row counts in a score: observation and teacher both exist, so that every system is scored on the same rows; of a variable
    /// that the teacher lacks, every observation.
    /// </summary>
    public bool IsScored(WindowBlock block, int window, int lead, int target) =>
        !double.IsNaN(Truth(block, window, lead, target)) && (!HasTeacher(target) || !double.IsNaN(Teacher(block, window, lead, target)));
}
