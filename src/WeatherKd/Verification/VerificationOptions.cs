using System.ComponentModel.DataAnnotations;

namespace WeatherKd.Verification;

/// <summary>How students are verified. Configuration section <c>Verification</c>.</summary>
public sealed class VerificationOptions
{
    /// <summary>
    /// Fewest rows for an hour of day or season to be reported on its own, and for a station to be judged by the gate. Default 100, range ≥
    /// 1.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MinimumCases { get; set; } = 100;

    /// <summary>
    /// Days of a block of the bootstrap. Default 3: a 24 h forecast overlaps two days, and weather lasts longer than one. Range 1–30.
    /// </summary>
    [Range(1, 30)]
    public int BlockDays { get; set; } = 3;

    /// <summary>Samples of the bootstrap. Default 1000, range 100–100000.</summary>
    [Range(100, 100_000)]
    public int Samples { get; set; } = 1000;

    /// <summary>Seed of the bootstrap, so that a verification done twice is the same. Default 1.</summary>
    public int Seed { get; set; } = 1;
}
