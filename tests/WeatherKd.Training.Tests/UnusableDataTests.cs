using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;

namespace WeatherKd.Training.Tests;

[Collection(OneLibtorch.Name)]
public sealed class UnusableDataTests
{
    private static readonly TrainingSettings Small = new() { Epochs = 2, HiddenSize = 8, BatchSize = 32, Device = "cpu" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void AnAngleThatHasNoComponentsIsRefusedAsATarget()
    {
        var error = Assert.Throws<AlignmentException>(
            () => new SimulatedWeather { Targets = ["temperature_2m", "grid_north"] }.Windows());

        Assert.Contains("grid_north is an angle", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADirectionIsNoTargetWhereItsWindIsNotObserved()
    {
        var error = Assert.Throws<AlignmentException>(
            () => new SimulatedWeather { Targets = ["temperature_2m", "wind_direction_10m"] }.Windows());

        Assert.Contains("Never observed, so it cannot be learned: wind_speed_10m", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooFewWindowsAreRefusedWithTheNumberThereIsAndTheNumberNeeded()
    {
        var error = await Assert.ThrowsAsync<UnusableDatasetException>(() => Train(new SimulatedWeather
        {
            Days = 12,
            Stations = 1,
        }.Windows()));

        Assert.Matches("have [0-9]+, need at least 64", error.Message);
    }

    [Fact]
    public async Task ATargetThatIsNeverObservedIsNamed()
    {
        var source = new Blanked(new SimulatedWeather().Windows(), "pm10", targets: true, teacher: false);

        var error = await Assert.ThrowsAsync<UnusableDatasetException>(() => Train(source));

        Assert.Contains("'pm10'", error.Message, StringComparison.Ordinal);
        Assert.Contains("have 0 observed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATeacherThatCoversNoHourLeavesAStudentThatForecastsWithoutOne()
    {
        var student = await Train(new Blanked(new SimulatedWeather().Windows(), null, targets: false, teacher: true));

        await AssertForecastsAreFinite(student, new SimulatedWeather().Windows());
    }

    [Fact]
    public async Task ADatasetWithoutAnyTeacherTrainsAllTheSame()
    {
        var source = new SimulatedWeather { HasTeacher = false }.Windows();

        await AssertForecastsAreFinite(await Train(source), source);
    }

    [Fact]
    public async Task AConstantSeriesIsForecastAsItsConstant()
    {
        var source = new SimulatedWeather { Constant = "pm10" }.Windows();
        var student = await Train(source);

        var forecast = await AssertForecastsAreFinite(student, source);

        var pm10 = source.Description.Targets.IndexOf("pm10");
        Assert.All(forecast.Mean.Where((_, at) => at % source.Description.Targets.Count == pm10), value => Assert.InRange(value, 6, 8));
    }

    [Fact]
    public async Task AStationThatNeverReportsDoesNotSpoilTheOthers()
    {
        var source = new SimulatedWeather { SilentStation = 1 }.Windows();

        await AssertForecastsAreFinite(await Train(source), source);
    }

    private static Task<TrainedStudent> Train(IWindowSource source) =>
        new TrainingRun(source, StudentVariant.Guided, Small, new MemoryJournal()).RunAsync(Cancel);

    private static async Task<StudentForecast> AssertForecastsAreFinite(TrainedStudent student, SeriesWindows source)
    {
        using var session = StudentSession.Load(student.Onnx, Convert.ToHexStringLower(SHA256.HashData(student.Onnx)));
        var block = await source.ReadAsync(DatasetPart.Verification, 0, Cancel);
        var forecast = session.Run(
            block.Count,
            block.Observations,
            block.Teacher,
            [.. block.Stations.Select(s => s + 1L)],
            [.. block.Origins.Select(o => (long)o.SinceEpoch)]);
        Assert.All(forecast.Mean, value => Assert.True(float.IsFinite(value)));
        Assert.All(forecast.Quantiles, value => Assert.True(float.IsFinite(value)));
        return forecast;
    }

    /// <summary>A source in which some values are missing everywhere.</summary>
    private sealed class Blanked(IWindowSource inner, string? target, bool targets, bool teacher) : IWindowSource
    {
        public DatasetDescription Description => inner.Description;

        public IReadOnlyList<int> BlockSizes(DatasetPart part) => inner.BlockSizes(part);

        public async Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken)
        {
            var result = await inner.ReadAsync(part, block, cancellationToken);
            var column = Description.Targets.IndexOf(target ?? string.Empty);
            for (var i = 0; targets && i < result.Targets.Length; i++)
            {
                result.Targets[i] = i % Description.Targets.Count == column ? float.NaN : result.Targets[i];
            }

            if (teacher)
            {
                result.Teacher.AsSpan().Fill(float.NaN);
            }

            return result;
        }
    }
}
