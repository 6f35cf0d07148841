using System.Text.Json;
using System.Text.RegularExpressions;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Retraining;

/// <summary>
/// What the Azure Functions app must agree on with the workflow; read from its source, since its packages are not everywhere.
/// </summary>
public sealed partial class HostsTests
{
    [Fact]
    public void EachStepHasExactlyOneActivityFunctionOfItsTypesAndViceVersa()
    {
        var activities = ActivityFunction().Matches(Read("src", "WeatherKd.Functions", "RetrainingFunctions.cs"))
            .Select(m => $"{m.Groups["name"]}: {m.Groups["input"]} -> {m.Groups["output"]}");
        var steps = typeof(RetrainingSteps).GetProperties()
            .Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(WorkflowStep<,>))
            .Select(p => (p.Name, Types: p.PropertyType.GetGenericArguments()))
            .ToList();

        Assert.Equal(steps.Select(s => $"{s.Name}: {s.Types[0].Name} -> {s.Types[1].Name}").Order(), activities.Order());
        Assert.Equal(RetrainingSteps.Names.Order(), steps.Select(s => s.Name).Order());
    }

    [Fact]
    public void NewInstancesOnDurableFunctionsGetTheWorkflowsVersion()
    {
        using var host = JsonDocument.Parse(Read("host.json"));

        var version = host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("defaultVersion").GetString();

        Assert.Equal($"{RetrainingWorkflow.Version}", version);
    }

    [Fact]
    public void TheFunctionsHostLoadsNoExtensionBundle()
    {
        // The app brings its extensions compiled; a bundle beside them is refused by the host.
        using var host = JsonDocument.Parse(Read("host.json"));

        Assert.False(host.RootElement.TryGetProperty("extensionBundle", out _));
    }

    [GeneratedRegex(
        @"\[Function\(nameof\(RetrainingSteps\.(?<name>\w+)\)\)\]\s+public Task<(?<output>\w+)> \k<name>\(\s*\[ActivityTrigger\] (?<input>\w+) input,\s+(\[DurableClient\] DurableTaskClient client,\s+)?CancellationToken cancellationToken\)\s+(=>|\{\s+workflows\.Use\(client\);\s+return)\s+RunAsync\(RetrainingSteps\.\k<name>, input, cancellationToken\);",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex ActivityFunction();

    private static string Read(params string[] parts) => File.ReadAllText(RepositoryRoot.Of(parts));
}
