using WeatherKd.Training.Experiments;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>The comparison by days observed where some figures do not exist.</summary>
public sealed class ObservationDaysReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-days-").FullName;

    [Fact]
    public async Task AFigureThatDoesNotExistIsADash()
    {
        // pm10 has no teacher and was never scored; precipitation never varied; the second number of days has no score at all.
        var report = new ObservationDaysReport
        {
            Data = "simulated",
            Scored = "hold-out",
            Targets = ["temperature_2m", "precipitation", "pm10"],
            Rows = new ScoredRows([2, 0, double.NaN], [1.5, 0, double.NaN]),
            Students =
            [
                Row("standalone", 7, [1, 0, double.NaN]),
                Row("standalone", 30, [double.NaN, double.NaN, double.NaN]),
                Row("standalone, archive", 7, [1, 0, double.NaN]) with { Archive = ArchiveUse.Auto },
            ],
        };

        await report.WriteAsync(_folder, TestContext.Current.CancellationToken);
        var lines = (await File.ReadAllTextAsync(Path.Combine(_folder, "observation-days.md"), TestContext.Current.CancellationToken))
            .ReplaceLineEndings("\n")
            .Split('\n');

        Assert.DoesNotContain(lines, l => l.Contains("NaN", StringComparison.Ordinal) || l.Contains("Infinity", StringComparison.Ordinal));
        Assert.Contains("| raw teacher | | 1.500 | 0.000 | – | | | |", lines);
        Assert.Contains("| standalone | 7 | 1.000 | 0.000 | – | 0.500 | 1 |  |", lines);
        Assert.Contains("| standalone | 30 | – | – | – | – | 1 |  |", lines);
        Assert.Contains("| standalone | 7 | 80.0 % | – | – |", lines);
        Assert.Contains("| standalone, archive | 7 | 1.000 | 0.000 | – | 0.500 | ≤ 1 | nothing |", lines);
        Assert.Contains("| standalone, archive | 7 | 0.0 % (0.0 to 0.0) | – | – |", lines);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ObservationDaysRow Row(string student, int days, double[] rmse) =>
        new(days, false, student, ArchiveUse.Off, false, 1, 1, rmse, [])
        {
            Coverage = [0.8, double.NaN, double.NaN],
            DailySquares = [[.. Enumerable.Repeat(1.0, 20)], [.. new double[20]], [.. new double[20]]],
        };
}
