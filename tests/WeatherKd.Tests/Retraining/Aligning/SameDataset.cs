using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Retraining.Aligning;

/// <summary>Two sources of windows that must hold the same.</summary>
internal static class SameDataset
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Windows, series and description alike.</summary>
    public static async Task AssertAsync(IWindowSource expected, IWindowSource actual)
    {
        Assert.Equivalent(expected.Description, actual.Description, strict: true);
        var (one, other) = (await WindowsAsync(expected), await WindowsAsync(actual));
        Assert.Equal(one.OrderBy(w => w.Key), other.OrderBy(w => w.Key));
        Assert.Equal(expected.Archive is null, actual.Archive is null);
        for (var station = 0; expected.Archive is not null && station < expected.Description.Stations.Count; station++)
        {
            var (series, same) = (await expected.Archive.ReadAsync(station, Cancel), await actual.Archive!.ReadAsync(station, Cancel));
            Assert.Equal((series.Station, series.FirstHour, series.Hours), (same.Station, same.FirstHour, same.Hours));
            Assert.Equal(series.Values, same.Values);
        }
    }

    /// <summary>All windows of all parts of a dataset: their values as one text.</summary>
    public static async Task<Dictionary<(DatasetPart Part, string Station, Hour Origin), string>> WindowsAsync(IWindowSource source)
    {
        var windows = new Dictionary<(DatasetPart, string, Hour), string>();
        foreach (var part in Enum.GetValues<DatasetPart>())
        {
            for (var number = 0; number < source.BlockSizes(part).Count; number++)
            {
                var block = await source.ReadAsync(part, number, Cancel);
                Assert.Equal(source.BlockSizes(part)[number], block.Count);
                for (var i = 0; i < block.Count; i++)
                {
                    windows.Add(
                        (part, source.Description.Stations[block.Stations[i]], block.Origins[i]),
                        ContentHash.Of([
                            Row(block.Observations, i, block.Count),
                            Row(block.Teacher, i, block.Count),
                            Row(block.Targets, i, block.Count)
                        ]));
                }
            }
        }

        return windows;
    }

    private static string Row(float[] values, int index, int count)
    {
        var width = values.Length / count;
        return string.Join(' ', values[(index * width)..((index + 1) * width)]);
    }
}
