using System.Text.Json;
using System.Text.RegularExpressions;
using WeatherKd.TestSupport;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>The container files, read as Docker would read them: no test machine has Docker.</summary>
public sealed partial class ContainerFileTests
{
    private static readonly string Host = File.ReadAllText(RepositoryRoot.Of("Dockerfile"));
    private static readonly string Compose = File.ReadAllText(RepositoryRoot.Of("compose.yaml"));

    public static TheoryData<string> Files => ["Dockerfile", Path.Combine("infra", "trainer.Dockerfile")];

    [Theory]
    [MemberData(nameof(Files))]
    public void WhatIsCopiedExistsAndNoBuildFileIsLeftOut(string file)
    {
        var copied = CopyFromContext()
            .Matches(File.ReadAllText(RepositoryRoot.Of(file)))
            .SelectMany(m => m.Groups["sources"].Value.Split(' '))
            .ToList();

        Assert.NotEmpty(copied);
        Assert.All(copied, source => Assert.True(Path.Exists(RepositoryRoot.Of(source)), $"{file} copies {source}, which does not exist."));
        if (!copied.Contains("."))
        {
            Assert.Superset(
                Directory.EnumerateFiles(RepositoryRoot.Path, "Directory.*")
                    .Append(RepositoryRoot.Of("global.json"))
                    .Select(Path.GetFileName)
                    .ToHashSet(StringComparer.Ordinal),
                copied.ToHashSet<string?>(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryImageHasAVersionAndTheProgramRunsWithoutRights(string file)
    {
        var text = File.ReadAllText(RepositoryRoot.Of(file));
        var stages = Stage().Matches(text).Select(m => m.Groups["stage"].Value).ToHashSet(StringComparer.Ordinal);
        var images = Image().Matches(text).Select(m => m.Groups["image"].Value).Where(i => !stages.Contains(i)).ToList();

        Assert.NotEmpty(images);
        Assert.All(images, i => Assert.Matches(@":\d", i));
        Assert.Matches(Unprivileged(), text[text.LastIndexOf("\nFROM ", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void TheHostListensWhereComposePublishesItAndOnThisMachineAlone()
    {
        var port = Exposed().Match(Host).Groups["port"].Value;

        Assert.Contains($"\"--url\", \"http://0.0.0.0:{port}\"", Host, StringComparison.Ordinal);
        Assert.Contains($"--url http://0.0.0.0:{port} ", Compose, StringComparison.Ordinal);
        Assert.Equal([$"127.0.0.1:{port}:{port}"], Published().Matches(Compose).Select(m => m.Groups["ports"].Value));
    }

    [Fact]
    public void ComposeRunsTheAzuriteThatTheEmbeddedHostPinsAndLooksLikeThisMachine()
    {
        using var pinned = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Of("src", "WeatherKd.Local", "azurite", "package.json")));
        var version = pinned.RootElement.GetProperty("dependencies").GetProperty("azurite").GetString();

        Assert.Contains($"/azurite:{version}\n", Compose, StringComparison.Ordinal);
        Assert.Contains("network_mode: service:azurite", Compose, StringComparison.Ordinal);
        Assert.DoesNotContain("blobHost", Compose, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatAMachineLeavesLyingDoesNotTravelIntoAnImage() => Assert.Superset(
        new HashSet<string>(StringComparer.Ordinal) { "artifacts", ".git", "**/node_modules", "**/obj" },
        File.ReadLines(RepositoryRoot.Of(".dockerignore")).ToHashSet(StringComparer.Ordinal));

    [GeneratedRegex(@"^COPY (?!--from)(?<sources>.+) \S+$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CopyFromContext();

    [GeneratedRegex(@"^FROM \S+ AS (?<stage>\S+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stage();

    [GeneratedRegex(@"^(FROM |COPY --from=)(?<image>\S+)", RegexOptions.Multiline
        | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Image();

    [GeneratedRegex(@"^USER (\$APP_UID|[1-9]\d*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unprivileged();

    [GeneratedRegex(@"^EXPOSE (?<port>\d+)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exposed();

    [GeneratedRegex("^ +- \"(?<ports>[^\"]+)\"$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Published();
}
