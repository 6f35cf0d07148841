using System.Text.Json;
using WeatherKd.Storage;

namespace WeatherKd.Tests.Retraining.Workflow;

/// <summary>One thing that a workflow asked its context for, and the answer, as a journal keeps it.</summary>
/// <param name="Asked">The call: a step with its input, or a wait with its time-out.</param>
/// <param name="Answer">The answer as JSON; null where the step failed.</param>
/// <param name="Failure">Why the step failed for good.</param>
/// <param name="At">The recorded time after it.</param>
internal sealed record HistoryEntry(string Asked, string? Answer, string? Failure, DateTimeOffset At)
{
    public static string Call(string step, object? input) => $"{step} {JsonSerializer.Serialize(input, WeatherJson.Compact)}";

    public static string Wait(string name, TimeSpan timeout) => $"wait for {name} {timeout}";
}
