using WeatherKd.Verification;
using WeatherKd.Verification.Reports;

namespace WeatherKd.Tests.Verification;

public sealed class VerificationPlotsTests
{
    /// <summary>Hours 13 and 14 UTC never have a run of the Korean set: the line ends at 12 and begins anew at 15.</summary>
    [Fact]
    public void NoLineIsDrawnOverHoursWithoutRows()
    {
        GroupScore[] groups = [.. new[]
        {
            15,
            11,
            12,
            16,
            18,
        }.Select(h => new GroupScore(h.ToString("D2"), new Dictionary<string, Score>()))];
        Assert.Equal(["11 12", "15 16", "18"], VerificationPlots.Stretches(groups).Select(s => string.Join(' ', s.Select(g => g.At))));
    }
}
