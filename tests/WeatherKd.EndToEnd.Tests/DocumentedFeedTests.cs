using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>"Your first real forecast", literally as the page about feeds has it, through a proxy to sources that are played.</summary>
public sealed class DocumentedFeedTests(OperatedHost host) : IClassFixture<OperatedHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The lines of the page that come before <c>up</c>.</summary>
    private static IEnumerable<string[]> Lines => File.ReadLines(RepositoryRoot.Of("docs", "feeds.md"))
        .SkipWhile(l => l != "## Your first real forecast")
        .Where(l => l.StartsWith("weatherkd ", StringComparison.Ordinal))
        .TakeWhile(l => l != "weatherkd up")
        .Select(l => l.Split(' ')[1..]);

    [Fact]
    public async Task TheCommandsOfThePageReachTheSourcesByTheirOwnAddressesThroughTheProxyOfTheEnvironment()
    {
        await using var sources = await PlayedSources.StartAsync(Cancel);
        var told = new List<string>();
        foreach (var line in Lines.Concat([["feeds", "check", "gfs"], ["feeds", "check", "metar"]]))
        {
            var (code, output, error) = await host.RunAsync(sources.Environment, line);
            Assert.True(code == 0, $"{string.Join(' ', line)}: {error}{output}");
            told.Add(output);
        }

        Assert.Contains("3 stations were added to the account.", told[0], StringComparison.Ordinal);
        Assert.Contains("Feed 'gfs' was added", told[1], StringComparison.Ordinal);
        Assert.Contains("3 stations.", told[2], StringComparison.Ordinal);
        Assert.Contains("The index has all fields", told[3], StringComparison.Ordinal);
        Assert.Contains("It can be read", told[4], StringComparison.Ordinal);
        Assert.Equal(
            new HashSet<string>(StringComparer.Ordinal) { "aviationweather.gov", "noaa-gfs-bdp-pds.s3.amazonaws.com" },
            sources.Tunnels.ToHashSet(StringComparer.Ordinal));
    }
}
