using System.ComponentModel.DataAnnotations;
using WeatherKd.Settings;

namespace WeatherKd.Forecasting.Archive;

/// <summary>How issued forecasts are archived. Configuration section <c>Archive</c>.</summary>
public sealed class ArchiveOptions
{
    /// <summary>
    /// Longest time that an issued forecast waits in memory before it is written, and so the most that a crash can lose. Default 10 s,
    /// range 0.1 s – 10 min.
    /// </summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Forecasts in one file. Default 2000, range 1–100000.</summary>
    [Range(1, 100_000)]
    public int LargestBatch { get; set; } = 2000;

    /// <summary>
    /// Forecasts that may wait. Default 20000 (about 60 MB), range 1–10,000,000. Where storage is away for so long that more come, the
    /// newest are served and not archived, and each is counted and logged.
    /// </summary>
    [Range(1, 10_000_000)]
    public int Capacity { get; set; } = 20_000;
}
