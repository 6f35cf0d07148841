using WeatherKd.Alarms;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Verification;
using WeatherKd.Watch;

namespace WeatherKd.Api.Tests;

/// <summary>A verification of made-up figures, and learning curves, put where the pipeline puts its own.</summary>
internal static class SampleVerification
{
    public static async Task StoreAsync(WeatherStorage storage, string student, CancellationToken cancellationToken, bool passed = true)
    {
        var report = new VerificationReport
        {
            Student = student,
            Model = SampleWeather.Model,
            Dataset = "dataset",
            From = SampleWeather.Newest.AddDays(-30),
            To = SampleWeather.Newest.AddDays(-1),
            Rows = 34_560,
            Variables = [Variable("temperature_2m", "°C", 1.2), Variable("relative_humidity_2m", "%", 8)],
            Overall = [new Comparison("raw teacher", 0.31, new Interval(0.27, 0.35))],
            Findings =
            [
                new GateFinding(
                    "better than the raw teacher",
                    true,
                    "skill 0.310 [0.270, 0.350] against raw teacher over all variables; the interval must lie above 0.020"),
                new GateFinding(
                    "better than the champion",
                    passed,
                    $"skill {(passed ? "0.041" : "-0.012")} against champion over all variables; the skill itself must be above 0.000"),
            ],
            Passed = passed,
        };
        await storage.Students.GetBlobClient($"{student}/{StudentRegistry.VerificationName}").WriteJsonAsync(report, cancellationToken);
        var curves = string.Concat(Enumerable.Range(1, 12).Select(e => FormattableString.Invariant(
            $"{{\"epoch\":{e},\"trainingRmse\":{0.45 + (0.3 / e):F4},\"validationRmse\":{0.5 + (0.2 / e):F4},\"learningRate\":0.001,\"seconds\":3.5,\"windowsPerSecond\":900}}\n")));
        await storage.Students
            .GetBlobClient($"{student}/{StudentRegistry.CurvesName}")
            .UploadAsync(BinaryData.FromString(curves), overwrite: true, cancellationToken);
        await storage.Training
            .GetBlobClient("retrain-kma-live/progress.jsonl")
            .UploadAsync(BinaryData.FromString(curves + "{\"epoch\":13,"), overwrite: true, cancellationToken);
    }

    /// <summary>Rolling scores and a standing alarm, put where the watch puts its own.</summary>
    public static async Task StoreSkillAsync(
        WeatherStorage storage,
        string? challenger,
        CancellationToken cancellationToken,
        bool alarm = true)
    {
        var scores = from days in RollingSkill.Windows
                     from leads in new[] { "01-06", RollingSkill.All }
                     from station in new[] { "129", RollingSkill.All }
                     select new RollingScore(days, "temperature_2m", leads, station, Score(1), Score(1.5))
                     {
                         Challenger = new ChallengerScore(Score(0.9), Score(1)),
                     };
        await storage.Pipeline
            .GetBlobClient("skill.json")
            .WriteJsonAsync(new RollingScores(SampleWeather.Newest, challenger, [.. scores]), cancellationToken);
        await storage.Pipeline.GetBlobClient("alarms.json").WriteJsonAsync(
            !alarm ? [] : new List<Alarm>
            {
                new(LateRunWatcher.Kind, SampleWeather.Model, "The run due at 12:00 has not come.", SampleWeather.Newest),
            },
            cancellationToken);
    }

    private static VariableReport Variable(string name, string unit, double rmse) => new()
    {
        Variable = name,
        Unit = unit,
        Systems =
        [
            new SystemScore("student", Score(rmse), new Interval(rmse * 0.95, rmse * 1.05)),
            new SystemScore("raw teacher", Score(rmse * 1.4), null)
        ],
        Comparisons = [new Comparison("raw teacher", 0.49, null)],
        ByLead = [.. Enumerable.Range(1, 24).Select(lead => Group(lead.ToString(), rmse * (0.6 + (0.02 * lead))))],
        ByStation = [Group("129", rmse * 0.9)],
        ByHour = [],
        BySeason = [Group("DJF", rmse)],
        WithoutTeacher = new TeacherlessScores(
            Score(rmse * 1.5),
            Enumerable.Range(1, 24).ToDictionary(lead => lead.ToString(), lead => Score(rmse * (1 + (0.02 * lead)))),
            new Dictionary<string, Score> { ["129"] = Score(rmse * 1.6), ["555"] = Score(rmse * 1.7) }),
        Reliability = [new ReliabilityPoint(0.1, 0.11), new ReliabilityPoint(0.9, 0.88)],
    };

    private static GroupScore Group(string name, double rmse) => new(
        name, new Dictionary<string, Score>(StringComparer.Ordinal) { ["student"] = Score(rmse), ["raw teacher"] = Score(rmse * 1.4) });

    private static Score Score(double rmse) => new(1440, 0.05, rmse * 0.8, rmse, 0.93) { Crps = rmse * 0.6, Coverage = 0.81 };
}
