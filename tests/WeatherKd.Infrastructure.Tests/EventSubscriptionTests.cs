using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>The app's blob triggers and the subscriptions that feed them stand in two places, which must agree.</summary>
public sealed partial class EventSubscriptionTests
{
    private static readonly string Hook = File.ReadAllText(Bicep.Infra("hooks", "subscribe-events.sh"));

    private static readonly string Twin = File.ReadAllText(Bicep.Infra("hooks", "subscribe-events.ps1"));

    [Fact]
    public void EachBlobTriggerHasASubscriptionToItsContainer()
    {
        var source = File.ReadAllText(Path.Combine(Bicep.Repository, "src", "WeatherKd.Functions", "ArrivalFunctions.cs"));
        var triggers = Triggers().Matches(source).Select(m => $"{m.Groups["function"]} <- {m.Groups["container"]}").Order().ToList();
        var subscriptions = Subscriptions().Matches(Hook).Select(m => $"{m.Groups["function"]} <- {m.Groups["container"]}").Order();

        Assert.Equal(4, triggers.Count);
        Assert.Equal(triggers, subscriptions);
    }

    [Fact]
    public void OnlyFinishedWritesAreDelivered() =>
        Assert.Contains("--advanced-filter data.api StringIn PutBlob PutBlockList CopyBlob FlushWithClose", Hook, StringComparison.Ordinal);

    [Fact]
    public void TheTwinForWindowsMakesTheSameSubscriptionsWithTheSameOptions()
    {
        Assert.Equal(
            Subscriptions().Matches(Hook).Select(m => m.Value["subscribe ".Length..]),
            TwinSubscriptions().Matches(Twin).Select(m => m.Value["Add-Subscription ".Length..]));
        Assert.Equal(
            Options()
                .Matches(Hook)
                .Select(m => m.Value)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Except(["--max-time", "--silent"]),
            Options().Matches(Twin).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(
        @"\[Function\(nameof\((?<function>\w+)\)\)\]\s+public Task \w+\(\s+\[BlobTrigger\(""(?<container>[a-z-]+)/[^\n]*Source = BlobTriggerSource\.EventGrid",
        RegexOptions.None,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Triggers();

    [GeneratedRegex(@"^subscribe [\w-]+ (?<function>\w+) (?<container>[a-z-]+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Subscriptions();

    [GeneratedRegex(
        @"^Add-Subscription [\w-]+ (?<function>\w+) (?<container>[a-z-]+)",
        RegexOptions.Multiline,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex TwinSubscriptions();

    [GeneratedRegex("--[a-z-]+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Options();
}
