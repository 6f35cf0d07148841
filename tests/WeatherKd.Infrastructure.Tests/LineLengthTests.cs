using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>
/// A line of code fits beside another on a screen. Only a text that cannot be cut, such as a row of a table in a test, may be longer.
/// </summary>
public sealed partial class LineLengthTests
{
    private const int Longest = 140;

    private static readonly string[] Projects = ["*.csproj", "*.props", "*.targets", "*.yml"];

    /// <summary>Characters of a line that a text must take for the line to be excused by it.</summary>
    private const int LongText = 80;

    [Fact]
    public void NoLineOfCodeIsLongerThanAScreen()
    {
        var found = new List<string>();
        foreach (var file in Code())
        {
            var text = File.ReadAllText(file);
            if (!text.Split('\n').Any(l => l.Length > Longest))
            {
                continue;
            }

            var lines = SourceText.From(text).Lines;
            var root = CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken)
                .GetRoot(TestContext.Current.CancellationToken);
            found.AddRange(lines
                .Where(line => line.Span.Length > Longest && !IsMostlyText(root, line.Span))
                .Select(line => $"{Path.GetRelativePath(Bicep.Repository, file)}:{line.LineNumber + 1} has {line.Span.Length} characters"));
        }

        Assert.Empty(found);
    }

    [Fact]
    public void NeitherIsALineOfAScriptAStyleSheetATemplateOrAProject() => Assert.Empty(
        from file in Pages()
        from line in File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1))
        where line.Text.Length > Longest && !Quoted().Matches(line.Text).Any(text => text.Length >= LongText)
        select $"{Path.GetRelativePath(Bicep.Repository, file)}:{line.Number} has {line.Text.Length} characters");

    private static bool IsMostlyText(SyntaxNode root, TextSpan line) => root.DescendantNodes(line)
        .Where(node => node is InterpolatedStringExpressionSyntax
            or LiteralExpressionSyntax { Token.RawKind: not (int)SyntaxKind.NumericLiteralToken })
        .Any(node => node.Span.Intersection(line) is { Length: >= LongText });

    /// <summary>A text between quotes, those within it escaped; of a template literal, what it computes too.</summary>
    [GeneratedRegex("""(?<quote>["'`])(?:\\.|(?!\k<quote>).)*\k<quote>""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    private static IEnumerable<string> Pages() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Bicep.Repository, "src", "WeatherKd.Api", "wwwroot")).Where(file =>
            Path.GetExtension(file) is ".js" or ".css"),
        .. Directory.EnumerateFiles(Path.Combine(Bicep.Repository, "infra"), "*.bicep", SearchOption.AllDirectories),
        .. Projects.SelectMany(kind => Directory.EnumerateFiles(Bicep.Repository, kind)),
        .. from folder in new[] { "src", "tests", ".github" }
           from kind in Projects
           from file in Directory.EnumerateFiles(Path.Combine(Bicep.Repository, folder), kind, SearchOption.AllDirectories)
           where !IsBuilt(file)
           select file,
    ];

    private static IEnumerable<string> Code() => new[] { "src", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Bicep.Repository, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !IsBuilt(file));

    private static bool IsBuilt(string file) =>
        file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
}
