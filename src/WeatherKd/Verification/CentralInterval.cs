namespace WeatherKd.Verification;

/// <summary>The interval between a forecast's outermost quantiles.</summary>
internal static class CentralInterval
{
    /// <summary>Whether the truth lies in it, ends included.</summary>
    public static bool Covers(ReadOnlySpan<float> quantiles, float truth) => truth >= quantiles[0] && truth <= quantiles[^1];
}
