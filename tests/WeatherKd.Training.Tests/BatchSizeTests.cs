using TorchSharp;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

[Collection(OneLibtorch.Name)]
public sealed class BatchSizeTests
{
    [Theory]
    [InlineData(0, DeviceType.CPU, 64)]
    [InlineData(0, DeviceType.CUDA, 512)]
    [InlineData(96, DeviceType.CPU, 96)]
    [InlineData(96, DeviceType.CUDA, 96)]
    public void TheDeviceDecidesWhereNothingIsSet(int set, DeviceType device, int expected) =>
        Assert.Equal(expected, TrainingDevice.Settle(new TrainingSettings { BatchSize = set }, device).BatchSize);

    [Fact]
    public async Task FourTimesAsManyWindowsTakeAStepOfTwiceTheSize()
    {
        var source = new SimulatedWeather().Windows();
        var scaling = await ScalingFit.FitAsync(source, TestContext.Current.CancellationToken);
        StudentTrainer Of(int batch) => new(
            source.Description,
            StudentVariant.Standalone,
            new TrainingSettings { BatchSize = batch, HiddenSize = 4 },
            scaling,
            CPU);
        using var few = Of(64);
        using var many = Of(256);

        Assert.Equal(2 * few.LearningRate, many.LearningRate, 12);
    }
}
