using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Tests.Students;
using WeatherKd.TestSupport;
using WeatherKd.Training.Experiments;
using WeatherKd.Variables;
using WeatherKd.Verification;
using WeatherKd.Verification.References;

namespace WeatherKd.Tests.Verification;

/// <summary>
/// The whole path from files to scores against the figures of the data's own README, which were computed with NumPy. A student that adds 0
/// to the teacher is the raw teacher.
/// </summary>
public sealed class RealHoldOutTests
{
    private static readonly string[] Targets = ["temperature_2m", "relative_humidity_2m", "wind_speed_10m"];

    [Fact]
    public async Task TheRawTeacherScoresAsPublishedOverallAndByLead()
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = await StationCsvFolder.ReadAsync(RealDataFolder.Require("kma_seosan"), cancel);
        var windows = folder.Align(validationShare: 0);
        var onnx = HandMadeStudent.Write(0, HandMadeStudent.Lineage("kma", null, Targets)).ToArray();
        using var session = StudentSession.Load(onnx, Convert.ToHexStringLower(SHA256.HashData(onnx)));
        var references = await ReferenceSystems.FitAsync(windows, [DatasetPart.Training], cancel, folder.Observations);
        var rows = await RowCollector.CollectAsync(
            windows, DatasetPart.Verification, new DatasetStudent(session, windows.Description), champion: null, references, cancel);
        var (reports, overall) = new Scoring(VariableTable.Default, new VerificationOptions()).Score(rows, windows.Description.Stations);

        Assert.Equal([37536, 37550, 37550], reports.Select(r => r.Systems[0].Score.Count));
        Assert.Equal([1.739, 11.104, 2.403], reports.Select(r => Math.Round(r.Systems[0].Score.Rmse, 3)));
        Assert.Equal([1.739, 11.104, 2.403], reports.Select(r => Rmse(r, "raw teacher")));
        Assert.Equal([1.505, 10.941, 1.091], reports.Select(r => Rmse(r, "MOS+")));
        Assert.Equal([-0.27, 1.23, 1.36], reports.Select(r => Math.Round(r.Systems[0].Score.Bias, 2)));
        Assert.Equal([1.730, 1.732, 1.752, 1.754], Enumerable.Range(0, 4).Select(q => LeadsRmse(reports[0], (q * 6) + 1)));
        Assert.Equal(0, overall.Single(c => c.Reference == "raw teacher").Skill!.Value, 9);
    }

    private static double Rmse(VariableReport report, string system) =>
        Math.Round(report.Systems.Single(s => s.System == system).Score.Rmse, 3);

    private static double LeadsRmse(VariableReport report, int first)
    {
        var scores = report.ByLead
            .Where(g => int.Parse(g.Group) is var lead && lead >= first && lead < first + 6)
            .Select(g => g.Scores["student"])
            .ToList();
        return Math.Round(Math.Sqrt(scores.Sum(s => s.Rmse * s.Rmse * s.Count) / scores.Sum(s => s.Count)), 3);
    }
}
