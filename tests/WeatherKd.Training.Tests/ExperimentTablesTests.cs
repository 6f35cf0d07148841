using System.Text.Json;
using WeatherKd.Training.Experiments;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>What the tables of the usual comparison say beside the students' figures.</summary>
public sealed class ExperimentTablesTests
{
    [Fact]
    public async Task WhereTheRawTeacherStandsInForARegressionIsSaid()
    {
        // Eight origins a day; in twelve days there are some, but not the 60 rows of a lead that MOS+ needs.
        var series = new SimulatedWeather { Days = 12, Stations = 1 }.Series();
        var references = await ExperimentReferences.OfAsync(series, ["temperature_2m"], TestContext.Current.CancellationToken);

        var report = ReportOf(["temperature_2m"], references);

        const string Remark = "MOS+ of temperature_2m: fewer than 60 training rows of a lead at 1 of 1 stations (S0); the raw teacher "
            + "stands in there.";
        Assert.Contains($"\n\n{Remark}\n", report.ToMarkdown().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        var document = JsonSerializer.SerializeToElement(report, ExperimentReport.Json);
        Assert.Contains(Remark, document.GetProperty("referenceRemarks").EnumerateArray().Select(r => r.GetString()));
    }

    private static ExperimentReport ReportOf(IReadOnlyList<string> targets, ExperimentReferences references)
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
        return ExperimentReport.Of("simulated", description, options, [], references, []);
    }
}
