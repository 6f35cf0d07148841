using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Verification.References;

namespace WeatherKd.Tests.Verification;

/// <summary>
/// Two stations with a teacher that is 2 °C too cold; the second begins to observe days before the verification or within it.
/// </summary>
public sealed class ReferenceSystemsTests
{
    private static readonly string[] Variables = ["temperature_2m"];
    private static readonly Hour Start = Hour.Floor(new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// Sixty days, the last nine verified: with 20 days before that the station has enough rows for one regression and not for the other.
    /// </summary>
    [Fact]
    public async Task ARegressionWithTooFewRowsOfAStationIsReplacedByTheRawTeacherThere()
    {
        // 8 origins a day; the training part ends 48 h before the verification: some 5 days are 40 rows of a lead, more than 30 and fewer
        // than 60.
        var windows = Windows(lateFrom: 43);
        var references = await ReferenceSystems.FitAsync(windows, [DatasetPart.Training, DatasetPart.Validation], Cancel);
        var block = await windows.ReadAsync(DatasetPart.Verification, 0, Cancel);
        var late = Array.FindIndex(block.Stations, s => s == 1);
        var systems = references.All.ToDictionary(s => s.Name);
        var raw = systems["raw teacher"].Forecast(block, late, 6, 0);
        Assert.Equal(raw, systems["MOS+"].Forecast(block, late, 6, 0));
        Assert.Equal(raw, systems["MOS+ without day of year"].Forecast(block, late, 6, 0));
        Assert.Equal(raw + 2, systems["linear MOS"].Forecast(block, late, 6, 0), 0.5);
        Assert.Contains(
            "MOS+ of temperature_2m: fewer than 60 training rows of a lead at 1 of 2 stations (late); the raw teacher stands in there.",
            references.Remarks);
        Assert.DoesNotContain(references.Remarks, r => r.StartsWith("linear MOS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task VariablesThatLackTheSameStationsAreSaidInOneSentence()
    {
        string[] both = ["temperature_2m", "relative_humidity_2m"];
        var windows = Windows(lateFrom: 43, variables: both, modelled: both);

        var references = await ReferenceSystems.FitAsync(windows, [DatasetPart.Training, DatasetPart.Validation], Cancel);

        Assert.Single(references.Remarks, r => r.StartsWith("MOS+ of ", StringComparison.Ordinal));
        Assert.Contains(
            references.Remarks,
            r => r.StartsWith("MOS+ of temperature_2m, relative_humidity_2m: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AStationThatBeginsAfterTheTrainingPartIsScoredWithEverySystemAndWithoutAHole()
    {
        var windows = Windows(lateFrom: 54);
        var references = await ReferenceSystems.FitAsync(windows, [DatasetPart.Training, DatasetPart.Validation], Cancel);
        var scores = await references.ScoreAsync(windows, DatasetPart.Verification, Cancel);
        Assert.All(scores, s => Assert.True(double.IsFinite(s.Rmse[0]), s.System));
        Assert.All(scores, s => Assert.Equal(0, s.LeftOut[0]));
        Assert.Single(scores.Select(s => s.Rows[0]).Distinct());
    }

    [Fact]
    public async Task RowsThatASystemCannotForecastAreLeftOutForAllAndCounted()
    {
        // Pressure is observed at the late station alone, and only after the training part: nothing is there for a climatology.
        var windows = Windows(lateFrom: 54, variables: ["temperature_2m", "surface_pressure"]);
        var references = await ReferenceSystems.FitAsync(windows, [DatasetPart.Training, DatasetPart.Validation], Cancel);
        var scores = await references.ScoreAsync(windows, DatasetPart.Verification, Cancel);
        Assert.True(scores[0].LeftOut[1] > 0);
        Assert.Equal(0, scores[0].Rows[1]);
        Assert.True(scores[0].Rows[0] > 0);
    }

    private static SeriesWindows Windows(int lateFrom, int days = 60, string[]? variables = null, string[]? modelled = null)
    {
        variables ??= Variables;
        var random = new Random(3);
        var early = new HourlyObservations("early", variables, Start, Start + (days * 24) - 1);
        var late = new HourlyObservations("late", variables, Start, Start + (days * 24) - 1);
        TeacherRuns[] runs = [new TeacherRuns("early", modelled ?? Variables), new TeacherRuns("late", modelled ?? Variables)];
        for (var h = 0; h < days * 24; h++)
        {
            var truth = 10 + (5 * Math.Sin(2 * Math.PI * h / 24)) + (3 * Math.Sin(2 * Math.PI * h / 170.0));
            for (var v = 0; v < (modelled?.Length ?? 1); v++)
            {
                early.Set((Start + h).ToTime(), v, truth);
            }

            if (h >= lateFrom * 24)
            {
                late.Set((Start + h).ToTime(), 0, truth);
                for (var v = 1; v < variables.Length; v++)
                {
                    late.Set((Start + h).ToTime(), v, 1000);
                }
            }

            foreach (var run in new[] { h - (h % 24), h - (h % 24) - 24 })
            {
                var value = truth - 2 + (0.2 * (random.NextDouble() - 0.5));
                for (var v = 0; v < runs[0].Variables.Count; v++)
                {
                    Array.ForEach(runs, r => r.Set(Start + run, h - run, v, value));
                }
            }
        }

        return SeriesWindows.Align("late", "kma", [early, late], runs, new AlignmentOptions { Targets = variables });
    }
}
