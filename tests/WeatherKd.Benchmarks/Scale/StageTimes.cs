using System.Diagnostics;

namespace WeatherKd.Benchmarks.Scale;

/// <summary>Wall-clock and processor time of this process by stage of the work.</summary>
internal sealed class StageTimes
{
    private readonly Dictionary<string, StageTime> _stages = new(StringComparer.Ordinal);

    /// <summary>The stages so far, in order of their first appearance.</summary>
    public IReadOnlyList<StageTime> All => [.. _stages.Values];

    /// <summary>Does a piece of work and counts it to a stage.</summary>
    public async Task MeasureAsync(string stage, Func<Task> work)
    {
        var (wall, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await work();
        var before = _stages.GetValueOrDefault(stage) ?? new StageTime(stage, 0, 0, 0);
        _stages[stage] = new StageTime(
            stage,
            before.Times + 1,
            before.Wall + Stopwatch.GetElapsedTime(wall).TotalSeconds,
            before.Processor + (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }
}

/// <summary>What a stage took.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Times">How often it was done.</param>
/// <param name="Wall">Wall-clock time, s.</param>
/// <param name="Processor">Processor time of this process, s.</param>
internal sealed record StageTime(string Stage, int Times, double Wall, double Processor);
