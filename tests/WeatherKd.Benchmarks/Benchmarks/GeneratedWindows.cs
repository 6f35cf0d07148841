using WeatherKd.Alignment;
using WeatherKd.Series;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>Windows made up block by block as they are asked for, as many as wanted: the shape of real ones, read from nowhere.</summary>
internal sealed class GeneratedWindows(int windows) : IWindowSource
{
    private const int BlockWindows = 2048;
    private const int ValidationWindows = 2048;
    private const int Stations = 20;
    private static readonly string[] Variables = ["temperature_2m", "relative_humidity_2m", "wind_speed_10m"];

    public DatasetDescription Description { get; } = new()
    {
        Id = $"generated-{windows}",
        Model = "generated",
        Stations = [.. Enumerable.Range(0, Stations).Select(i => $"S{i}")],
        Inputs = Variables,
        TeacherVariables = Variables,
        Targets = Variables,
        Split = new DatasetSplit(new(0), new(1000), new(1048), new(1100), new(1148), new(1200)),
        WindowCounts = new Dictionary<DatasetPart, int>
        {
            [DatasetPart.Training] = windows,
            [DatasetPart.Validation] = ValidationWindows,
            [DatasetPart.Verification] = ValidationWindows,
        },
    };

    public IReadOnlyList<int> BlockSizes(DatasetPart part)
    {
        var count = part == DatasetPart.Training ? windows : ValidationWindows;
        return
        [
            .. Enumerable.Range(0, (count + BlockWindows - 1) / BlockWindows)
                .Select(b => Math.Min(BlockWindows, count - (b * BlockWindows)))
        ];
    }

    public Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken)
    {
        var random = new Random((block * 3) + (int)part);
        var result = new WindowBlock(Description, BlockSizes(part)[block]);
        for (var i = 0; i < result.Count; i++)
        {
            result.Stations[i] = random.Next(Stations);
            result.Origins[i] = new Hour(random.Next(400_000, 500_000));
        }

        foreach (var values in new[] { result.Observations, result.Teacher, result.Targets })
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = random.NextSingle() * 30;
            }
        }

        return Task.FromResult(result);
    }
}
