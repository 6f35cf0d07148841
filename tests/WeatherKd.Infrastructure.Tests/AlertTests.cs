using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>
/// Who is told of trouble on Azure: the alert rules of the compiled template, and that what they ask for is what the service says.
/// </summary>
public sealed partial class AlertTests(Bicep bicep)
{
    [Fact]
    public void EachKindOfTroubleHasItsRule() => Assert.Equal(
        [
            "dead-letters",
            "dropped-events",
            "failed-deliveries",
            "failed-retraining",
            "log-cap",
            "no-student",
            "poison-queue",
            "standing-alarm"
        ],
        Names().Matches(Module()).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void EachRuleIsOnAndTellsTheOperators()
    {
        var rules = bicep.OfType("Microsoft.Insights/metricAlerts").Concat(bicep.OfType("Microsoft.Insights/scheduledQueryRules")).ToList();

        Assert.Equal(2, rules.Count);
        Assert.All(rules, r =>
        {
            Assert.True(r.GetProperty("properties").GetProperty("enabled").GetBoolean());
            Assert.Contains("actionGroups", r.GetProperty("properties").GetProperty("actions").GetRawText(), StringComparison.Ordinal);
        });
        Assert.Single(bicep.OfType("Microsoft.Insights/actionGroups"));
    }

    [Fact]
    public void EachMeasurementThatARuleReadsIsOneOfTheServices()
    {
        var source = string.Concat(Directory.EnumerateFiles(
            Path.Combine(Bicep.Repository, "src", "WeatherKd"),
            "*.cs",
            SearchOption.AllDirectories)
            .Select(File.ReadAllText));
        var read = Measurements().Matches(Module()).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.Equal(["weatherkd.alarms.standing", "weatherkd.retrainings"], read.Order(StringComparer.Ordinal));
        Assert.All(read, name => Assert.Contains($"\"{name}\"", source, StringComparison.Ordinal));
        Assert.Contains("new(\"NoStudent\")", source, StringComparison.Ordinal);

        // The verdict is written in small letters, and the kind as it stands.
        Assert.Contains("verdict.ToLowerInvariant()", source, StringComparison.Ordinal);
        Assert.Contains("== \"failed\"", Module(), StringComparison.Ordinal);
    }

    private static string Module() => File.ReadAllText(Bicep.Infra("modules", "alerts.bicep"));

    [GeneratedRegex(@"^    name: '(?<name>[a-z-]+)'", RegexOptions.Multiline
        | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"Name == ""(?<name>[\w.]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Measurements();
}
