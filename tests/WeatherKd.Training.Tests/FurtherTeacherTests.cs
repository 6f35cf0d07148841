using WeatherKd.Alignment;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Tests;

/// <summary>A guided student that learns from forecasts beside observations and numerical model.</summary>
[Collection(OneLibtorch.Name)]
public sealed class FurtherTeacherTests
{
    private const int Steps = 60;

    private static readonly SeriesWindows Source = new SimulatedWeather().Windows();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public async Task TheStudentFollowsItWhereItSaysSomethingAndKeepsToObservationsElsewhere(double hiddenTeacherShare)
    {
        var settings = new TrainingSettings
        {
            BatchSize = 64,
            HiddenSize = 8,
            Dropout = 0,
            HiddenTeacherShare = hiddenTeacherShare,
            WeightDecay = 0,
        };
        var alone = await MeansAsync(settings, null);
        var taught = await MeansAsync(settings, new WarmAndSilent());

        Assert.True(taught[0] > alone[0] + 0.3, $"{taught[0]} °C, {alone[0]} without");
        Assert.InRange(taught[1], alone[1] - 2, alone[1] + 2);
    }

    /// <summary>The mean forecast of temperature and humidity over a batch after some steps on it.</summary>
    private static async Task<float[]> MeansAsync(TrainingSettings settings, IFurtherTeacher? further)
    {
        var scaling = await ScalingFit.FitAsync(Source, Cancel);
        using var trainer = new StudentTrainer(Source.Description, StudentVariant.Guided, settings, scaling, CPU) { Further = further };
        var block = await Source.ReadAsync(DatasetPart.Training, 0, Cancel);
        var windows = Enumerable.Range(0, 64).Select(i => (block, i)).ToArray();
        var random = trainer.BeginEpoch(1, new ShuffledWindows(Source, DatasetPart.Training, poolBytes: 0));
        for (var step = 0; step < Steps; step++)
        {
            trainer.Step(windows, random);
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        trainer.Network.IsTraining = false;
        using var batch = WindowBatch.Of(Source.Description, windows, null, CPU);
        return [.. trainer.Network.Forward(batch).Forecast.mean([0L, 1L]).data<float>()];
    }

    /// <summary>Says that it is 10 °C warmer than it was, and nothing of the other variables.</summary>
    private sealed class WarmAndSilent : IFurtherTeacher
    {
        public double Share => 0.7;

        public float[] Forecast(ReadOnlySpan<(WindowBlock Block, int Index)> windows)
        {
            var targets = Source.Description.Targets.Count;
            var values = new List<float>();
            foreach (var (block, index) in windows)
            {
                var width = Source.Description.HorizonHours * targets;
                var observed = block.Targets.AsSpan(index * width, width).ToArray();
                values.AddRange(observed.Select((value, at) => at % targets == 0 ? value + 10 : float.NaN));
            }

            return [.. values];
        }
    }
}
