using WeatherKd.Alignment;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

[Collection(OneLibtorch.Name)]
public sealed class KeptReadingsTests
{
    private static readonly IWindowSource Source = new SimulatedWeather().Windows();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StudentVariant.Standalone)]
    [InlineData(StudentVariant.Distilled)]
    [InlineData(StudentVariant.Guided)]
    public async Task WhatIsGatheredIsWhatWouldBeRead(StudentVariant variant)
    {
        using var network = await NetworkAsync(variant);
        var blocks = await BlocksAsync();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var kept = KeptReadings.Of(blocks, network, Source.Description, CPU, KeptReadings.MostBytes(CPU))!;
        (WindowBlock Block, int Index)[] windows = [(blocks[^1], 3), (blocks[0], 5), (blocks[0], 1), (blocks[^1], 0), (blocks[0], 2)];
        bool[] hidden = [false, true, false, true, false];
        long[] copies = network.Shape.ReadsTeacher ? [4, 1] : [];

        var seen = kept.Show(windows, hidden, copies);

        using var whole = WindowBatch.Of(Source.Description, windows, hidden, CPU);
        using var batch = whole.WithTeacherDropout(copies);
        var reading = network.Read(batch);
        AssertSame(reading.Encoder, seen.Reading.Encoder);
        AssertSame(reading.Calendar, seen.Reading.Calendar);
        AssertSame(reading.Decoder, seen.Reading.Decoder);
        AssertSame(reading.WithoutTeacher, seen.Reading.WithoutTeacher);
        AssertSame(reading.WithTeacher, seen.Reading.WithTeacher);
        AssertSame(reading.Covered, seen.Reading.Covered);
        AssertSame(batch.Targets, seen.Targets);
        Assert.Equal(batch.Stations.data<long>().ToArray(), seen.Stations.data<long>().ToArray());
        Assert.Equal(variant != StudentVariant.Standalone, seen.Taught is not null);
        if (seen.Taught is var (forecast, covered))
        {
            var (expected, where) = network.BaselineWithTeacher(whole);
            AssertSame(expected, forecast);
            AssertSame(where, covered);
        }
    }

    [Fact]
    public async Task MoreThanMayBeKeptIsNot()
    {
        using var network = await NetworkAsync(StudentVariant.Guided);

        Assert.Null(KeptReadings.Of(await BlocksAsync(), network, Source.Description, CPU, mostBytes: 1 << 20));
    }

    [Fact]
    public async Task WhatWasReadWithOtherConstantsOrOfOtherWindowsIsReadAnew()
    {
        using var network = await NetworkAsync(StudentVariant.Standalone);
        var blocks = await BlocksAsync();
        using var kept = KeptReadings.Of(blocks, network, Source.Description, CPU, KeptReadings.MostBytes(CPU))!;

        Assert.True(kept.IsOf(blocks, network));
        Assert.False(kept.IsOf(await BlocksAsync(), network));
        network.Guess(await ScalingFit.FitAsync(Source, Cancel));
        Assert.False(kept.IsOf(blocks, network));
    }

    private static void AssertSame(Tensor? expected, Tensor? gathered)
    {
        Assert.Equal(expected is null, gathered is null);
        if (expected is not null && gathered is not null)
        {
            Assert.Equal(expected.shape, gathered.shape);
            Assert.True(expected.allclose(gathered, 1e-5, 1e-5, equal_nan: true));
        }
    }

    private static async Task<StudentNetwork> NetworkAsync(StudentVariant variant)
    {
        var scaling = await ScalingFit.FitAsync(Source, Cancel);
        return new StudentNetwork(new StudentShape(Source.Description, variant, 8, scaling.UsesDayOfYear), scaling, 0, seed: 1, CPU);
    }

    private static async Task<IReadOnlyList<WindowBlock>> BlocksAsync()
    {
        var windows = new ShuffledWindows(Source, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes);
        await windows.KeepIfSmallAsync(Cancel);
        return windows.Whole!;
    }
}
