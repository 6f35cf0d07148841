using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using WeatherKd.Verification.References;

namespace WeatherKd.Training.Tests;

/// <summary>Pressure enters the network as its departure from the window's level, which must come back into its forecast.</summary>
[Collection(OneLibtorch.Name)]
public sealed class DepartureTargetTests
{
    private const string Pressure = "surface_pressure";

    /// <summary>The teacher's pressure is that of a model whose ground lies some 450 m too high, as its simulated values have it.</summary>
    private static readonly SeriesWindows Source = new SimulatedWeather { Days = 40, Targets = ["temperature_2m", Pressure] }.Windows();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StudentVariant.Guided)]
    [InlineData(StudentVariant.Standalone)]
    public async Task PressureIsForecastAtTheStationsOwnLevel(StudentVariant variant)
    {
        var student = await TrainAsync(variant);
        using var session = StudentSession.Load(student.Onnx, Convert.ToHexStringLower(SHA256.HashData(student.Onnx)));
        var references = await ReferenceSystems.FitAsync(Source, [DatasetPart.Training], Cancel);
        var scores = await references.ScoreAsync(Source, DatasetPart.Verification, Cancel);
        var rival = scores.Single(s => s.System == (variant == StudentVariant.Guided
            ? "MOS+ without day of year"
            : "persistence")).Rmse[Target];

        var block = await Source.ReadAsync(DatasetPart.Verification, 0, Cancel);
        var forecast = session.Run(
            block.Count,
            block.Observations,
            block.Teacher,
            [.. block.Stations.Select(s => s + 1L)],
            [.. block.Origins.Select(o => (long)o.SinceEpoch)]);

        Assert.InRange(Rmse(forecast.Mean, block.Targets), 0, 1.1 * rival);
    }

    [Fact]
    public async Task AStationWithoutAnyObservationOfItGetsTheDebiasedTeachersLevelOrItsOwnMean()
    {
        var student = await TrainAsync(StudentVariant.Guided);
        using var session = StudentSession.Load(student.Onnx, Convert.ToHexStringLower(SHA256.HashData(student.Onnx)));
        var block = await Source.ReadAsync(DatasetPart.Verification, 0, Cancel);
        block.Observations.AsSpan().Fill(float.NaN);

        var withTeacher = session.Run(
            block.Count,
            block.Observations,
            block.Teacher,
            [.. block.Stations.Select(s => s + 1L)],
            [.. block.Origins.Select(o => (long)o.SinceEpoch)]);
        block.Teacher.AsSpan().Fill(float.NaN);
        var withNothing = session.Run(
            block.Count,
            block.Observations,
            block.Teacher,
            [.. block.Stations.Select(s => s + 1L)],
            [.. block.Origins.Select(o => (long)o.SinceEpoch)]);

        // The simulated pressure has a standard deviation of about 4 hPa about 1000, the teacher's lies about 950.
        Assert.InRange(Rmse(withTeacher.Mean, block.Targets), 0, 2);
        Assert.InRange(Rmse(withNothing.Mean, block.Targets), 0, 8);
    }

    private static int Target => Source.Description.Targets.IndexOf(Pressure);

    private static Task<TrainedStudent> TrainAsync(StudentVariant variant) => new TrainingRun(
        Source,
        variant,
        new TrainingSettings { Epochs = 3, HiddenSize = 8, BatchSize = 32, Device = "cpu" },
        new MemoryJournal()).RunAsync(Cancel);

    private static double Rmse(float[] forecast, float[] observed)
    {
        var count = Source.Description.Targets.Count;
        return Math.Sqrt(Enumerable.Range(0, observed.Length)
            .Where(at => at % count == Target && float.IsFinite(observed[at]))
            .Average(at => Math.Pow(forecast[at] - observed[at], 2)));
    }
}
