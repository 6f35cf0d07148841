using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>The documents: short at the front, links that lead somewhere, figures said once.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Readme = Path.Combine(Bicep.Repository, "README.md");

    [Fact]
    public void TheFrontPageIsReadInOneSitting() => Assert.InRange(File.ReadLines(Readme).Count(), 1, 150);

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryLinkLeadsToAFileAndAHeading(string document)
    {
        var path = Path.Combine(Bicep.Repository, document);
        foreach (var target in Link().Matches(WithoutCode(File.ReadAllText(path))).Select(m => m.Groups["target"].Value))
        {
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue;
            }

            var parts = target.Split('#', 2);
            var file = parts[0].Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, parts[0]));
            Assert.True(Path.Exists(file), $"{document} links to {target}, which does not exist.");
            Assert.True(
                parts.Length == 1 || Anchors(file).Contains(parts[1]),
                $"{document} links to {target}, but no heading there has that name.");
        }
    }

    [Fact]
    public void EveryFigureOfTheFrontPageStandsInTheDocumentThatMeasuredIt()
    {
        var rows = File.ReadLines(Readme)
            .SkipWhile(l => l != "## Figures")
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(l => l.Contains("docs/", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var cells = row.Trim('|').Split('|');
            var target = Link().Match(cells[2]).Groups["target"].Value.Split('#')[0];
            var numbers = Number()
                .Matches(File.ReadAllText(Path.Combine(Bicep.Repository, target)))
                .Select(m => m.Value)
                .ToHashSet(StringComparer.Ordinal);
            Assert.All(
                Number().Matches(cells[1]),
                n => Assert.True(numbers.Contains(n.Value), $"{n.Value} of the row '{cells[0].Trim()}' does not stand in {target}."));
        }
    }

    public static TheoryData<string> Documents() =>
    [
        .. Directory.EnumerateFiles(Bicep.Repository, "*.md", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(Bicep.Repository, p))
            .Where(p => !p.Split(Path.DirectorySeparatorChar).Any(f => f is "artifacts" or "node_modules" or ".weatherkd" or ".git")),
    ];

    /// <summary>The names by which GitHub and others link to headings: small letters, hyphens for spaces, no punctuation.</summary>
    private static HashSet<string> Anchors(string file) =>
    [
        .. WithoutCode(File.ReadAllText(file)).Split('\n')
            .Where(l => l.StartsWith('#'))
            .Select(l => Punctuation().Replace(l.TrimStart('#').Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-')),
    ];

    private static string WithoutCode(string text) => Fence().Replace(text, string.Empty);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\d[\d.,]*(?<![.,])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"[^\p{L}\p{N}_\- ]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Punctuation();
}
