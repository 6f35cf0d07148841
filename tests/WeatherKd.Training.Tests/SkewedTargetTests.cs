using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;

namespace WeatherKd.Training.Tests;

/// <summary>
/// Dust is regressed as its logarithm; what comes back must be its mean, in its unit, with intervals as wide as it is dusty.
/// </summary>
[Collection(OneLibtorch.Name)]
public sealed class SkewedTargetTests
{
    private const string Dust = "pm10";

    private static readonly SeriesWindows Source =
        new SimulatedWeather { Days = 60, IsDusty = true, Targets = ["temperature_2m", Dust] }.Windows();

    private static readonly Lazy<Task<TrainedStudent>> Student = new(() => new TrainingRun(
        Source,
        StudentVariant.Guided,
        new TrainingSettings { Epochs = 2, HiddenSize = 8, BatchSize = 64, Device = "cpu" },
        new MemoryJournal()).RunAsync(CancellationToken.None));

    private static readonly int Target = Source.Description.Targets.IndexOf(Dust);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OnlyConcentrationsAreRegressedAsLogarithmsAndTheirErrorsAreInTheirUnit()
    {
        var scaling = await ScalingFit.FitAsync(Source, Cancel);

        Assert.Equal([0f, 1f], scaling.LogarithmicTargets);
        Assert.Equal(scaling.TargetMean[0], scaling.RegressandMean[0]);
        Assert.InRange(scaling.RegressandMean[Target], 2.5f, 4.5f);
        Assert.All(scaling.WithTeacher.Smearing.Where((_, at) => at % 2 != Target), factor => Assert.Equal(1, factor));

        // The exponential of a mean logarithm is too little, and the less is known the more so.
        var byLead = scaling.WithoutTeacher.Smearing.Where((_, at) => at % 2 == Target).ToArray();
        Assert.All(byLead, factor => Assert.InRange(factor, 1f, 2f));
        Assert.True(byLead[^1] > byLead[0]);
        Assert.InRange(scaling.WithTeacher.Residual[Target], 1, scaling.TargetScale[Target]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheForecastIsTheMeanAndTheIntervalGrowsWithIt(bool isTeacherRead)
    {
        var student = await Student.Value;
        using var session = StudentSession.Load(student.Onnx, Convert.ToHexStringLower(SHA256.HashData(student.Onnx)));
        var rows = new List<(double Forecast, double Observed, double Width)>();
        for (var i = 0; i < Source.BlockSizes(DatasetPart.Training).Count; i++)
        {
            var block = await Source.ReadAsync(DatasetPart.Training, i, Cancel);
            var teacher = isTeacherRead ? block.Teacher : [.. block.Teacher.Select(_ => float.NaN)];
            var said = session.Run(
                block.Count,
                block.Observations,
                teacher,
                [.. block.Stations.Select(s => s + 1L)],
                [.. block.Origins.Select(o => (long)o.SinceEpoch)]);
            var levels = StudentGraph.QuantileLevels.Count;
            rows.AddRange(
                from at in Enumerable.Range(0, block.Targets.Length)
                where at % 2 == Target && float.IsFinite(block.Targets[at])
                select (
                    (double)said.Mean[at],
                    (double)block.Targets[at],
                    (double)said.Quantiles[((at + 1) * levels) - 1] - said.Quantiles[at * levels]));
        }

        Assert.InRange(rows.Average(r => r.Forecast) / rows.Average(r => r.Observed), 0.93, 1.07);
        var sorted = rows.OrderBy(r => r.Forecast).ToList();
        var (clean, dusty) = (sorted.Take(rows.Count / 10).ToList(), sorted.TakeLast(rows.Count / 10).ToList());
        Assert.InRange(
            dusty.Average(r => r.Width) / clean.Average(r => r.Width),
            0.5 * dusty.Average(r => r.Forecast) / clean.Average(r => r.Forecast),
            2 * dusty.Average(r => r.Forecast) / clean.Average(r => r.Forecast));
    }
}
