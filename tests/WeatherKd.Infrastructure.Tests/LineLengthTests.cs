using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>
/// A line of code fits beside another on a screen. Only a text that cannot be cut, such as a row of a table in a test, may be longer.
/// </summary>
public sealed class LineLengthTests
{
    private const int Longest = 140;

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

    private static bool IsMostlyText(SyntaxNode root, TextSpan line) => root.DescendantNodes(line)
        .Where(node => node is InterpolatedStringExpressionSyntax
            or LiteralExpressionSyntax { Token.RawKind: not (int)SyntaxKind.NumericLiteralToken })
        .Any(node => node.Span.Intersection(line) is { Length: >= LongText });

    private static IEnumerable<string> Code() => new[] { "src", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Bicep.Repository, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
