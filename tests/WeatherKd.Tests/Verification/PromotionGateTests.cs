using WeatherKd.Registration;
using WeatherKd.TestSupport;
using WeatherKd.Variables;
using WeatherKd.Verification.Gate;
using WeatherKd.Verification;

namespace WeatherKd.Tests.Verification;

/// <summary>
/// The gate on rows whose errors are known: 30 days, a row an hour, each system with errors of a size of its own and of changing sign.
/// </summary>
public sealed class PromotionGateTests
{
    private const int Days = 30;
    private static readonly string[] Systems = ["student", "raw teacher", "persistence", "MOS+", "MOS+ without day of year"];
    private static readonly StudentBehaviour Sound = new(6, [], 0, "16 windows", 1);

    [Fact]
    public void AStudentThatIsBetterInEachVariableAtEachStationPasses() =>
        Assert.All(
            Judge([Rows("temperature_2m", 3, [1, 2, 3, 1.2, 1.1]), Rows("wind_speed_10m", 3, [1, 2, 2, 1.1, 1.2])], 3),
            f => Assert.True(f.Passed, f.Finding));

    [Theory]
    [InlineData("raw teacher", 2, 1, 3)]
    [InlineData("persistence", 2, 3, 1)]
    public void AVariableThatIsWorseThanAReferenceStopsAFirstStudentHoweverGoodTheOthersAre(
        string reference, double student, double teacher, double persistence)
    {
        var findings = Judge(
            [Rows("temperature_2m", 1, [0.1, 5, 5, 5, 5]), Rows("wind_speed_10m", 1, [student, teacher, persistence, 3, 3])],
            1);
        var finding = findings.Single(f => f.Rule == "no variable worse than the raw teacher or persistence");
        Assert.False(finding.Passed);
        Assert.StartsWith("wind_speed_10m: skill -", finding.Finding, StringComparison.Ordinal);
        Assert.Contains($"against {reference}: no interval may lie below 0", finding.Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void AStudentThatIsWorseThanEitherRegressionOverAllVariablesStaysOut(double mos, double withoutDay)
    {
        var finding = Judge([Rows("temperature_2m", 1, [2, 4, 4, mos, withoutDay])], 1).Single(f => f.Rule == "not worse than MOS+");
        Assert.False(finding.Passed);
        Assert.Contains("skill -3.000 [-3.000, -3.000] against MOS+", finding.Finding, StringComparison.Ordinal);
    }

    /// <summary>Better on the mean of all days and worse on many of them: the skill lies above 0, its interval does not.</summary>
    [Fact]
    public void ASkillWhoseIntervalReachesBelowZeroIsNotMet()
    {
        var rows = new VerifiedRows("temperature_2m", Systems, []);
        for (var hour = 0; hour < Days * 24; hour++)
        {
            var good = hour / 72 % 2 == 0;
            rows.Add(0, new(hour), 1, 0, [good ? 0.5f : 2, 1.55f, 3, 3, 3], []);
        }

        var finding = Judge([rows], 1).Single(f => f.Rule == "better than the raw teacher");
        Assert.False(finding.Passed);
        Assert.Matches(
            @"skill 0\.\d{3} \[-0\.\d{3}, 0\.\d{3}\] against raw teacher over all variables; the interval must lie above 0\.000",
            finding.Finding);
    }

    [Fact]
    public void OneStationOfTenThatIsWorseThanTheRawTeacherStopsTheStudentAndIsNamed()
    {
        var rows = Rows("temperature_2m", 10, [1, 2, 3, 3, 3], worseStation: 7, worse: 4);
        var finding = Judge([rows], 10).Single(f => f.Rule == "no station worse than the raw teacher or persistence");
        Assert.False(finding.Passed);
        Assert.StartsWith("1 of 10, 0 allowed: s7, temperature_2m: skill -3.000", finding.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void OneStationOfFortyMayBeWorseAndIsNamedAllTheSame()
    {
        var rows = Rows("temperature_2m", 40, [1, 2, 3, 3, 3], worseStation: 7, worse: 4);
        var finding = Judge([rows], 40).Single(f => f.Rule == "no station worse than the raw teacher or persistence");
        Assert.True(finding.Passed);
        Assert.StartsWith("1 of 40, 2 allowed: s7, temperature_2m", finding.Finding, StringComparison.Ordinal);
    }

    /// <summary>Student and teacher with errors of one distribution: half of 300 stations look worse, and none is beyond doubt.</summary>
    [Fact]
    public void ChanceAtHundredsOfStationsIsNotTakenForAFault()
    {
        var random = new Random(7);
        var rows = new VerifiedRows("temperature_2m", ["student", "raw teacher"], []);
        for (var station = 0; station < 300; station++)
        {
            for (var hour = 0; hour < Days * 24; hour += 3)
            {
                rows.Add(station, new(hour), 1, 0, [(float)(random.NextDouble() - 0.5), (float)(random.NextDouble() - 0.5)], []);
            }
        }

        var report = new Scoring(VariableTable.Default, new VerificationOptions()).Score([rows], Names(300)).Variables[0];
        Assert.True(report.ByStation.Count(s => s.Scores["student"].Rmse > s.Scores["raw teacher"].Rmse) > 100);
        Assert.Empty(report.WorseStations);
    }

    [Fact]
    public void AChampionIsBeatenByAnyImprovementAndTheFindingSaysSo()
    {
        var finding = Judge([BesideAChampion()], 1, champion: "c").Single(f => f.Rule == "better than the champion");
        Assert.True(finding.Passed);
        Assert.EndsWith("the skill itself must be above 0.000", finding.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryRuleHasAPlaceOfItsOwn()
    {
        var places = Implementations.Create<IGateRule>(new PromotionOptions()).Select(rule => rule.Place).ToList();

        Assert.NotEmpty(places);
        Assert.Equal(places.Distinct().Count(), places.Count);
    }

    [Fact]
    public void EveryRuleIsToldToTheOperatorUnderItsName()
    {
        var documented = File.ReadLines(RepositoryRoot.Of("docs", "operations.md"))
            .SkipWhile(line => !line.StartsWith("| rule |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1].Trim());

        var findings = Judge([BesideAChampion()], 1, champion: "c");

        Assert.Equal(Implementations.Create<IGateRule>(new PromotionOptions()).Count, findings.Count);
        Assert.Equal(findings.Select(f => f.Rule).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static VerifiedRows BesideAChampion()
    {
        var rows = new VerifiedRows("temperature_2m", ["student", "champion", "raw teacher", "persistence"], []);
        for (var hour = 0; hour < Days * 24; hour++)
        {
            rows.Add(0, new(hour), 1, 0, [hour / 72 % 2 == 0 ? 0.5f : 1.5f, 1.2f, 3, 3], []);
        }

        return rows;
    }

    private static string[] Names(int stations) => [.. Enumerable.Range(0, stations).Select(s => $"s{s}")];

    private static VerifiedRows Rows(string variable, int stations, double[] errors, int worseStation = -1, double worse = 0)
    {
        var random = new Random(3);
        var rows = new VerifiedRows(variable, Systems, []);
        for (var station = 0; station < stations; station++)
        {
            for (var hour = 0; hour < Days * 24; hour++)
            {
                rows.Add(
                    station,
                    new(hour),
                    1,
                    0,
                    Array.ConvertAll(
                        errors,
                        e => (float)((random.Next(2) == 0 ? -1 : 1) * (station == worseStation && e == errors[0] ? worse : e))),
                    []);
            }
        }

        return rows;
    }

    private static IReadOnlyList<GateFinding> Judge(IReadOnlyList<VerifiedRows> rows, int stations, string? champion = null)
    {
        var report = new Scoring(VariableTable.Default, new VerificationOptions()).Report("s", "m", "d", rows, Names(stations)) with
        {
            Champion = champion,
        };
        return new PromotionGate(new PromotionOptions()).Judge(report, Sound);
    }
}
