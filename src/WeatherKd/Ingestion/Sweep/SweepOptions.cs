using System.ComponentModel.DataAnnotations;
using WeatherKd.Settings;

namespace WeatherKd.Ingestion.Sweep;

/// <summary>How the sweep looks for files without a receipt. Configuration section <c>Sweep</c>.</summary>
public sealed class SweepOptions
{
    /// <summary>
    /// Age from which a file without a receipt is handled by the sweep: until then its event may be under way. Default 15 min, range 0–24
    /// h.
    /// </summary>
    [TimeRange("00:00:00", "1.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Time between two sweeps over all names. Default 1 day, range ≥ 1 h.</summary>
    [TimeRange("01:00:00")]
    public TimeSpan WholeEvery { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Time that one sweep spends on handling files; the next one goes on. Default 4 min, range 1 s – 30 min.</summary>
    [TimeRange("00:00:01", "00:30:00")]
    public TimeSpan LongestHandling { get; set; } = TimeSpan.FromMinutes(4);

    /// <summary>Failures for a reason of the file's own after which it goes to quarantine. Default 5, range 1–100.</summary>
    [Range(1, 100)]
    public int PoisonThreshold { get; set; } = 5;

    /// <summary>Tries after which a file that is still without a receipt is an alarm. Default 3, range ≥ 1.</summary>
    [Range(1, int.MaxValue)]
    public int AlarmAfter { get; set; } = 3;
}
