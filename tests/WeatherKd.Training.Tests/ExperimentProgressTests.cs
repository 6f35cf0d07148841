using WeatherKd.Training.Experiments;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>What every kind of experiment says while it runs.</summary>
[Collection(OneLibtorch.Name)]
public sealed class ExperimentProgressTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-progress-").FullName;

    private readonly List<string> _lines = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheNumberOfRunsAndTheTimeLeftAreTold()
    {
        var series = new SimulatedWeather { Days = 60, Stations = 1 }.Series();

        await AsPublishedExperiment.RunAsync(
            series,
            Options() with { Variants = [StudentVariant.Standalone, StudentVariant.Guided] },
            _lines.Add,
            Cancel);
        ToldOf(runs: 2);
        await OneFromSeveralExperiment.RunAsync(series, Options() with { OneFrom = 2 }, _lines.Add, Cancel);
        ToldOf(runs: 3);
        await ObservationDaysExperiment.RunAsync(series, Options() with { ObservationDays = [0] }, _lines.Add, Cancel);
        ToldOf(runs: 1);
        IReadOnlyList<(string, TrainingSettings)> candidates =
        [
            ("0", Options().Settings with { Dropout = 0 }),
            ("0.1", Options().Settings with { Dropout = 0.1 }),
        ];
        await DefaultsExperiment.RunAsync([series], "Dropout", candidates, Options() with { Seeds = 2 }, _lines.Add, Cancel);
        ToldOf(runs: 4);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>As many runs as were announced, and time left after the epoch of each but the last.</summary>
    private void ToldOf(int runs)
    {
        Assert.StartsWith($"{runs} runs; epochs of each: 1; kept under ", _lines[0], StringComparison.Ordinal);
        var epochs = _lines.Where(l => l.Contains(": epoch 1, ", StringComparison.Ordinal)).ToList();
        Assert.Equal(runs, epochs.Count);
        Assert.All(epochs.SkipLast(1), l => Assert.EndsWith(" left", l, StringComparison.Ordinal));
        _lines.Clear();
    }

    private ExperimentOptions Options() => new()
    {
        Data = ["simulated"],
        Out = _folder,
        Variants = [StudentVariant.Guided],
        Seeds = 1,
        Sizes = [8],
        ValidationShare = 0.15,
        Folds = 1,
        Final = false,
        Settings = new TrainingSettings { Epochs = 1, Device = "cpu", HiddenSize = 8, Archive = ArchiveUse.Off },
    };
}
