using System.ComponentModel.DataAnnotations;
using WeatherKd.Settings;

namespace WeatherKd.Watch;

/// <summary>
/// How long things are kept. Configuration section <c>Retention</c>. A null keeps for ever. What the champion or its last predecessors
/// refer to stays, however old.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>Predecessors of the champion whose folders, jobs, datasets and segments stay. Default 5, range ≥ 1.</summary>
    [Range(1, int.MaxValue)]
    public int Predecessors { get; set; } = 5;

    /// <summary>
    /// Whether the Functions app deletes once a day what a plan of that moment names. Default false: nothing goes until an operator applies
    /// a plan. The template of <c>infra/</c> sets it.
    /// </summary>
    public bool Automatic { get; set; }

    /// <summary>
    /// Age at which a training job or dataset is deleted, and what the teacher's archive taught stations of no student that stays, since
    /// its last use. Default 30 days, range ≥ 7 days: one that runs must not lose its folder.
    /// </summary>
    [TimeRange("7.00:00:00")]
    public TimeSpan? Jobs { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Age at which a student out of service is deleted. Default 365 days, range ≥ 7 days.</summary>
    [TimeRange("7.00:00:00")]
    public TimeSpan? Students { get; set; } = TimeSpan.FromDays(365);

    /// <summary>
    /// Age at which the host forgets a retraining that has ended: its history and its entry in the list of runs. Default 30 days, range ≥ 7
    /// days. Only this is done without being asked for.
    /// </summary>
    [TimeRange("7.00:00:00")]
    public TimeSpan? Workflows { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Age at which a day of the forecast archive is deleted. Default null, range ≥ 7 days.</summary>
    [TimeRange("7.00:00:00")]
    public TimeSpan? Archive { get; set; }

    /// <summary>
    /// Age at which a month of stored observations and model runs is deleted. Default null, range ≥ 7 days: they are what students are made
    /// of. The files as they arrived are never touched.
    /// </summary>
    [TimeRange("7.00:00:00")]
    public TimeSpan? Segments { get; set; }
}
