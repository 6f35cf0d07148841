using System.ComponentModel.DataAnnotations;
using WeatherKd.Settings;

namespace WeatherKd.Watch;

/// <summary>What raises an alarm. Configuration section <c>Watch</c>.</summary>
public sealed class WatchOptions
{
    /// <summary>
    /// Least rolling skill of the service against the raw teacher over 7 days, per variable. Default 0: worse than the model that it
    /// corrects. Range −10 to 1.
    /// </summary>
    [Range(-10.0, 1.0)]
    public double MinimumSkill { get; set; }

    /// <summary>Fewest rows behind a skill that can raise an alarm. Default 200, range ≥ 1.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumRows { get; set; } = 200;

    /// <summary>
    /// Population stability index of an input, its last 30 days against the same season of the training period, from which it counts as
    /// drifted. Default 1, range above 0. (0.25, the usual bound in other fields, is exceeded by an ordinary warm month.)
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double MaximumInstability { get; set; } = 1;

    /// <summary>Time beyond the usual distance between runs after which a run is late. Default 6 h, range ≥ 0.</summary>
    [TimeRange("00:00:00")]
    public TimeSpan LateRunAfter { get; set; } = TimeSpan.FromHours(6);

    /// <summary>
    /// Time without an observation after which a station is silent. Default 6 h, range ≥ 1 h. The alarm stands until it sends again;
    /// acknowledge it where the station is closed.
    /// </summary>
    [TimeRange("01:00:00")]
    public TimeSpan SilentStationAfter { get; set; } = TimeSpan.FromHours(6);

    /// <summary>
    /// Jump of the teacher's bias, last 7 days against the 28 days before, in standard errors of its daily means. Default 5, range above 0.
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double MaximumBiasJump { get; set; } = 5;

    /// <summary>
    /// Share of a run's values that may be flagged without an alarm. Default 0.01, range 0 to 1. A refused file always raises one.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MaximumFlaggedShare { get; set; } = 0.01;

    /// <summary>Time after its file's arrival for which a flagged run stays an alarm. Default 24 h, range ≥ 1 min.</summary>
    [TimeRange("00:01:00")]
    public TimeSpan FlaggedRunFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Address to which each new alarm is sent as a CloudEvent 1.0 (structured JSON); null sends none.</summary>
    public Uri? Webhook { get; set; }
}
