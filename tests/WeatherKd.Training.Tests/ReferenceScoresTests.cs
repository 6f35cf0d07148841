using WeatherKd.Alignment;
using WeatherKd.TestSupport;
using WeatherKd.Training.Experiments;
using WeatherKd.Verification.References;

namespace WeatherKd.Training.Tests;

/// <summary>Our reference systems against the figures of the data's own README, which were computed with NumPy and scikit-learn.</summary>
public sealed class ReferenceScoresTests
{
    private static readonly string[] Targets = ["temperature_2m", "relative_humidity_2m", "wind_speed_10m"];

    public static TheoryData<string, string, double[]> Published => new()
    {
        { "kma_seosan", "raw teacher", [1.739, 11.104, 2.403] },
        { "kma_seosan", "persistence", [4.603, 21.570, 1.798] },
        { "kma_seosan", "same hour yesterday", [2.997, 16.446, 1.773] },
        { "kma_seosan", "climatology", [3.772, 14.337, 1.401] },
        { "kma_seosan", "linear MOS", [1.701, 12.435, 1.232] },
        { "kma_seosan", "MOS+", [1.505, 10.941, 1.091] },
        { "kma_seosan", "MOS+ without day of year", [1.514, 10.638, 1.093] },
        { "aic_beijing", "raw teacher", [3.410, 17.626, 1.933] },
        { "aic_beijing", "persistence", [7.388, 27.070, 1.897] },
        { "aic_beijing", "same hour yesterday", [3.254, 19.049, 1.923] },
        { "aic_beijing", "climatology", [8.098, 22.089, 1.629] },
        { "aic_beijing", "linear MOS", [3.141, 15.785, 1.450] },
        { "aic_beijing", "MOS+", [2.352, 14.306, 1.391] },
        { "aic_beijing", "MOS+ without day of year", [2.270, 12.793, 1.352] },
    };

    public static TheoryData<string, long[]> PublishedRows => new()
    {
        { "kma_seosan", [37536, 37550, 37550] },
        { "aic_beijing", [26825, 26880, 25345] },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public async Task AReferenceSystemScoresAsPublishedToAllPrintedDigits(string set, string system, double[] expected)
    {
        var scores = await ScoresAsync(set);

        var score = scores.Single(s => s.System == system);
        Assert.Equal(expected, score.Rmse.Select(r => Math.Round(r, 3)));
    }

    [Theory]
    [MemberData(nameof(PublishedRows))]
    public async Task AsManyRowsAreScoredAsPublished(string set, long[] expected) =>
        Assert.Equal(expected, (await ScoresAsync(set))[0].Rows);

    private static readonly Dictionary<string, Task<IReadOnlyList<ReferenceScore>>> Known = new(StringComparer.Ordinal);

    private static Task<IReadOnlyList<ReferenceScore>> ScoresAsync(string set)
    {
        var path = RealDataFolder.Require(set);
        lock (Known)
        {
            return Known.TryGetValue(set, out var scores) ? scores : Known[set] = ComputeAsync(path);
        }
    }

    private static async Task<IReadOnlyList<ReferenceScore>> ComputeAsync(string path)
    {
        var cancel = TestContext.Current.CancellationToken;
        var folder = await StationCsvFolder.ReadAsync(path, cancel);
        var windows = folder.Align(validationShare: 0);
        Assert.Equal(Targets, windows.Description.Targets);
        var systems = await ReferenceSystems.FitAsync(windows, [DatasetPart.Training], cancel, folder.Observations);
        return await systems.ScoreAsync(windows, DatasetPart.Verification, cancel);
    }
}
