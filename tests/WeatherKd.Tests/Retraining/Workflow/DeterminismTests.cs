using System.Reflection;
using WeatherKd.Retraining;

namespace WeatherKd.Tests.Retraining.Workflow;

/// <summary>
/// Both engines replay a workflow from its history. The rules are Durable Functions'
/// (learn.microsoft.com/azure/azure-functions/durable/durable-functions-code-constraints).
/// </summary>
public sealed class DeterminismTests
{
    [Theory]
    [MemberData(nameof(RetrainingScripts.Names), MemberType = typeof(RetrainingScripts))]
    public async Task AReplayFromAnyPointAsksTheSameQuestions(string script)
    {
        var recorded = RetrainingScripts.All[script]();
        var start = recorded.UtcNow;
        var outcome = await RetrainingWorkflow.RunAsync(recorded, RetrainingScripts.Request);

        for (var known = 0; known < recorded.History.Count; known++)
        {
            var replay = new ReplayContext(recorded.InstanceId, recorded.WorkflowVersion, start, recorded.History[..known]);
            var unfinished = RetrainingWorkflow.RunAsync(replay, RetrainingScripts.Request);

            Assert.False(unfinished.IsCompleted);
            Assert.Equal(recorded.History[known].Asked, replay.NextQuestion);
        }

        var whole = await RetrainingWorkflow.RunAsync(
            new ReplayContext(recorded.InstanceId, recorded.WorkflowVersion, start, recorded.History),
            RetrainingScripts.Request);
        Assert.Equivalent(outcome, whole, strict: true);
    }

    [Fact]
    public void TheWorkflowCallsNothingThatAReplayCouldSeeDifferently() =>
        Assert.Empty(CalledMembers.Of(typeof(RetrainingWorkflow)).Where(m => !IsDeterministic(m)).Select(Describe));

    [Fact]
    public void TheCheckFindsAClockAThreadAndARandomNumber() =>
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal) { "DateTime.get_UtcNow", "Task.Run", "Random.get_Shared", "Task`1.ConfigureAwait" },
            CalledMembers.Of(typeof(NotAWorkflow)).Where(m => !IsDeterministic(m)).Select(Describe).ToHashSet(StringComparer.Ordinal));

    private static bool IsDeterministic(MemberInfo member)
    {
        var type = member.DeclaringType!;
        return type.Namespace switch
        {
            "WeatherKd.Retraining" or "WeatherKd.Retraining.Workflow" => true,
            // What the compiler makes of async methods, interpolated strings and collection expressions.
            "System.Runtime.CompilerServices" or "System.Collections.Generic" => member.Name != "ConfigureAwait",
            "System" => type.Name is "Object" or "String" or "TimeSpan" or "Nullable`1" or "Exception" or "ReadOnlySpan`1"
                || (type.Name == "DateTimeOffset" && member.Name is not ("get_Now" or "get_UtcNow")),
            "System.Threading.Tasks" => member.Name is "GetAwaiter",
            // A collection expression with one element.
            null => type.Name.StartsWith("<>z__", StringComparison.Ordinal),
            _ => false,
        };
    }

    private static string Describe(MemberInfo member) => $"{member.DeclaringType!.Name}.{member.Name}";

    /// <summary>What a workflow must not do.</summary>
    private static class NotAWorkflow
    {
        public static async Task<int> RunAsync()
        {
            var number = await Task.Run(() => DateTime.UtcNow.Second).ConfigureAwait(false);
            return number + Random.Shared.Next();
        }
    }
}
