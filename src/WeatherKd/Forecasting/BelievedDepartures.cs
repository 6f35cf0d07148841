using WeatherKd.Verification;

namespace WeatherKd.Forecasting;

/// <summary>
/// How far a run may move the forecasts of a student away from what it says without that run. What was seen in verification is the
/// measure; but a verification may be a week of calm weather, and the first gale after it is no fault of its run. So is, therefore, what
/// the forecast without a teacher lacks: a run that moves it moves it towards the truth as a rule.
/// </summary>
internal static class BelievedDepartures
{
    /// <summary>How many times the largest effect in verification is believed: the worst of some weeks is not the worst of all.</summary>
    private const double OfLargestEffect = 1.5;

    /// <summary>How many times the RMSE without a teacher is believed: a typhoon moved a wind rightly by 6.2 times as much.</summary>
    private const double OfErrorWithoutTeacher = 7;

    /// <summary>The largest departure that is believed, by variable; nothing where verification did not measure it.</summary>
    /// <param name="report">The student's verification.</param>
    public static IReadOnlyDictionary<string, double> Of(VerificationReport report) => report.LargestTeacherEffect.ToDictionary(
        effect => effect.Key,
        effect => Math.Max(
            OfLargestEffect * effect.Value,
            OfErrorWithoutTeacher * (report.Variables.FirstOrDefault(v => v.Variable == effect.Key)?.WithoutTeacher?.Score.Rmse ?? 0)),
        StringComparer.Ordinal);
}
