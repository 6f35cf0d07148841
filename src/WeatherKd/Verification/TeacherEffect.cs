using WeatherKd.Alignment;

namespace WeatherKd.Verification;

/// <summary>How much a student's forecasts change by its teacher: with it and without, on the same windows.</summary>
internal static class TeacherEffect
{
    /// <summary>Fewer windows do not show how large the effect can be.</summary>
    private const int FewestWindows = 200;

    /// <summary>The largest change of each target; empty where there are too few windows.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(
        IWindowSource source, DatasetPart part, DatasetStudent student, CancellationToken cancellationToken)
    {
        var targets = source.Description.Targets;
        var largest = new double[targets.Count];
        var windows = 0;
        for (var b = 0; b < source.BlockSizes(part).Count; b++)
        {
            var block = await source.ReadAsync(part, b, cancellationToken);
            var (with, without) = (student.Run(block).Mean, student.Run(WithoutTeacher(source.Description, block)).Mean);
            for (var i = 0; i < with.Length; i++)
            {
                var change = Math.Abs(with[i] - without[i]);
                if (change > largest[i % targets.Count])
                {
                    largest[i % targets.Count] = change;
                }
            }

            windows += block.Count;
        }

        return windows < FewestWindows
            ? new Dictionary<string, double>()
            : targets.Zip(largest).ToDictionary(t => t.First, t => t.Second, StringComparer.Ordinal);
    }

    private static WindowBlock WithoutTeacher(DatasetDescription description, WindowBlock block)
    {
        var bare = new WindowBlock(description, block.Count);
        block.Stations.CopyTo(bare.Stations, 0);
        block.Origins.CopyTo(bare.Origins, 0);
        block.Observations.CopyTo(bare.Observations, 0);
        bare.Teacher.AsSpan().Fill(float.NaN);
        return bare;
    }
}
