using System.ComponentModel.DataAnnotations;
using WeatherKd.Settings;

namespace WeatherKd.Api.Conventions;

/// <summary>How the API answers. Configuration section <c>Api</c>.</summary>
public sealed class ApiOptions
{
    /// <summary>
    /// Key that promotions, roll-backs and retrainings ask for, in the header <c>X-Admin-Key</c>. Null or empty: nobody may do these over
    /// HTTP, not even from this machine. In Azure Functions the platform's own key takes its place.
    /// </summary>
    public string? AdminKey { get; set; }

    /// <summary>Longest time for which a forecast may be kept without asking again. Default 30 s, range 0–1 h.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most stations in one request. Default 1000, range 1–10,000.</summary>
    [Range(1, 10_000)]
    public int MaximumStations { get; set; } = 1000;

    /// <summary>Requests in work at once; as many again may wait. Those beyond are refused with 429. Default 512, range ≥ 1.</summary>
    [Range(1, int.MaxValue)]
    public int MaximumConcurrentRequests { get; set; } = 512;

    /// <summary>Memory for answers kept ready, in bytes. Default 64 MiB, range ≥ 0.</summary>
    [Range(0, long.MaxValue)]
    public long AnswerCacheBytes { get; set; } = 64 << 20;
}
