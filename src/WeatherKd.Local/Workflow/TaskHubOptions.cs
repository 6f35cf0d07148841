using System.ComponentModel.DataAnnotations;
using WeatherKd.Settings;

namespace WeatherKd.Local.Workflow;

/// <summary>How the embedded host works on the account's workflows. Configuration section <c>TaskHub</c>.</summary>
internal sealed class TaskHubOptions
{
    /// <summary>
    /// Longest silence of a host after which another takes its work over; a host renews every 5 s. Default 30 s, range 12 s–10 min.
    /// Shorter than a pause of a busy machine, it lets two hosts do a step at once, which
    /// costs time and changes nothing else.
    /// </summary>
    [TimeRange("00:00:12", "00:10:00")]
    public TimeSpan TakeOverTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Longest time between two looks at the queues while nothing happens. Default 200 ms, range 50 ms–30 s. Each look is a transaction
    /// of two or three queues.
    /// </summary>
    [TimeRange("00:00:00.05", "00:00:30")]
    public TimeSpan LongestPoll { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Steps that this process does side by side. Default null: the number of processors. Range 1–64.</summary>
    [Range(1, 64)]
    public int? StepsAtOnce { get; set; }
}
