using WeatherKd.Alignment;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

[Collection(OneLibtorch.Name)]
public sealed class WindowBatchTests
{
    [Fact]
    public async Task WindowsShownASecondTimeFollowTheOthersWithoutTheirTeacher()
    {
        var source = new SimulatedWeather().Windows();
        var block = await source.ReadAsync(DatasetPart.Training, 0, TestContext.Current.CancellationToken);
        using var scope = NewDisposeScope();
        var batch = WindowBatch.Of(source.Description, [(block, 0), (block, 1), (block, 2)], null, CPU);

        var seen = batch.WithTeacherDropout([2, 0]);

        Assert.Equal(5, seen.Count);
        Assert.Equal(new long[]
        {
            block.Origins[0].SinceEpoch,
            block.Origins[1].SinceEpoch,
            block.Origins[2].SinceEpoch,
            block.Origins[2].SinceEpoch,
            block.Origins[0].SinceEpoch,
        }, seen.Origins.data<long>().ToArray());
        Assert.True(seen.Teacher.narrow(0, 3, 2).isnan().all().item<bool>());
        Assert.True(seen.Teacher.narrow(0, 0, 3).isnan().logical_not().any().item<bool>());
        Assert.True(seen.Targets.select(0, 3).allclose(batch.Targets.select(0, 2), equal_nan: true));
    }

    [Fact]
    public async Task AHiddenStationIsRowZero()
    {
        var source = new SimulatedWeather().Windows();
        var block = await source.ReadAsync(DatasetPart.Training, 0, TestContext.Current.CancellationToken);
        using var scope = NewDisposeScope();

        var batch = WindowBatch.Of(source.Description, [(block, 0), (block, 1)], [true, false], CPU);

        Assert.Equal(new long[] { 0, block.Stations[1] + 1 }, batch.Stations.data<long>().ToArray());
    }
}
