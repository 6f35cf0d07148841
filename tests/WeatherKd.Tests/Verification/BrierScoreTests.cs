using WeatherKd.Verification;
using WeatherKd.Verification.Reports;

namespace WeatherKd.Tests.Verification;

/// <summary>The Brier score of a probability, by hand from its definition (Brier 1950).</summary>
public sealed class BrierScoreTests
{
    private const string Probability = "precipitation_probability";

    [Fact]
    public void ItIsTheMeanSquareOfTheProbabilitysDifferenceFromWhatCameTrue()
    {
        // 80 % and it rained, 30 % and 0 % and it stayed dry: (0.2² + 0.3² + 0²) / 3 = 0.13 / 3. The RMSE is that of 100, 0 and 0 %.
        var rmse = Math.Sqrt((Math.Pow(80 - 100, 2) + Math.Pow(30 - 0, 2) + Math.Pow(0 - 0, 2)) / 3);

        Assert.Equal(0.13 / 3, BrierScore.OfRmse(Probability, rmse)!.Value, 12);
    }

    [Fact]
    public void AnythingElseHasNone()
    {
        Assert.Null(BrierScore.OfRmse("relative_humidity_2m", 10));
        Assert.Null(BrierScore.OfRmse(Probability, double.NaN));
    }

    [Fact]
    public void AVerificationPrintsItForEverySystemOfAProbability()
    {
        // The two of 20 % are off by 0.2 of 1: 0.04; half always gets 0.25.
        SystemScore[] systems = [Of("student", 20), Of("climatology", 50)];

        Assert.Contains("Brier score: student 0.040, climatology 0.250.\n", PageOf(Probability, systems), StringComparison.Ordinal);
        Assert.DoesNotContain("Brier", PageOf("relative_humidity_2m", systems), StringComparison.Ordinal);
    }

    private static SystemScore Of(string system, double rmse) => new(system, new Score(2, 0, rmse, rmse, null), null);

    private static string PageOf(string variable, IReadOnlyList<SystemScore> systems) => VerificationPage.Write(new VerificationReport
    {
        Student = "s",
        Model = "m",
        Dataset = "d",
        Rows = 2,
        Overall = [],
        Variables =
        [
            new VariableReport
            {
                Variable = variable,
                Unit = "%",
                Systems = systems,
                Comparisons = [],
                ByLead = [],
                ByStation = [],
                ByHour = [],
                BySeason = [],
                Reliability = [],
            },
        ],
    });
}
