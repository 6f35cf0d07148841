using System.Text.Json;
using WeatherKd.Training.Experiments;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;
using WeatherKd.Verification.References;

namespace WeatherKd.Training.Tests;

/// <summary>What the tables of the usual comparison say beside the students' figures.</summary>
public sealed class ExperimentTablesTests
{
    private const string Probability = "precipitation_probability";

    [Fact]
    public async Task WhereTheRawTeacherStandsInForARegressionIsSaid()
    {
        // Eight origins a day; in twelve days there are some, but not the 60 rows of a lead that MOS+ needs.
        var series = new SimulatedWeather { Days = 12, Stations = 1 }.Series();
        var references = await ExperimentReferences.OfAsync(series, ["temperature_2m"], TestContext.Current.CancellationToken);

        var report = ReportOf(["temperature_2m"], references, []);

        const string Remark = "MOS+ of temperature_2m: fewer than 60 training rows of a lead at 1 of 1 stations (S0); the raw teacher "
            + "stands in there.";
        Assert.Contains($"\n\n{Remark}\n", report.ToMarkdown().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        var document = JsonSerializer.SerializeToElement(report, ExperimentReport.Json);
        Assert.Contains(Remark, document.GetProperty("referenceRemarks").EnumerateArray().Select(r => r.GetString()));
    }

    [Fact]
    public void TheBrierScoreOfAProbabilityIsPrintedForEverySystem()
    {
        // Errors of 20 and 40 %: (0.04 + 0.16) / 2. Half always: 0.25.
        var student = Run(Math.Sqrt(((20 * 20) + (40 * 40)) / 2.0));
        var half = new ReferenceScore("climatology", [50], [2]) { LeftOut = [0] };

        var table = ReportOf([Probability], new ExperimentReferences([half], []), [student]).ToMarkdown();

        Assert.Contains($"Brier score of {Probability}: guided 0.1000, climatology 0.2500.", table, StringComparison.Ordinal);
    }

    private static ExperimentReport ReportOf(
        IReadOnlyList<string> targets,
        ExperimentReferences references,
        IReadOnlyList<ExperimentRunResult> runs)
    {
        var options = new ExperimentOptions
        {
            Data = ["simulated"],
            Out = string.Empty,
            Variants = [StudentVariant.Guided],
            Seeds = 1,
            Sizes = [new TrainingSettings().HiddenSize],
            ValidationShare = 0.15,
            Final = true,
            Settings = new TrainingSettings(),
        };
        var description = new SimulatedWeather { Stations = 1 }.Windows().Description with { Targets = targets };
        return ExperimentReport.Of("simulated", description, options, runs, references, []);
    }

    private static ExperimentRunResult Run(double rmse)
    {
        var score = new StudentScore([rmse], [2], 1);
        return new ExperimentRunResult(
            StudentVariant.Guided,
            new TrainingSettings(),
            100,
            1,
            [new EvaluationPoint { Epochs = 0, Seconds = 0, Training = score, Validation = score, HoldOut = score }])
        {
            ChosenEpoch = 0,
            FileBytes = 1,
            LatencyMilliseconds = 1,
            ValidationQuantiles = new QuantileScore([0.8], [1]),
        };
    }
}
