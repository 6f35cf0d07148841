using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>The threat model and the tests that it names.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly string[] Rows =
        [
            .. File.ReadLines(Bicep.Infra("SECURITY.md"))
                .Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| ---", StringComparison.Ordinal))
                .Skip(1)
        ];

    [Fact]
    public void EachThreatHasItsControlAndItsTest()
    {
        Assert.True(Rows.Length > 15, $"{Rows.Length} rows");
        Assert.All(Rows, row =>
        {
            var cells = row.Trim('|').Split('|');
            Assert.Equal(3, cells.Length);
            Assert.NotEqual(string.Empty, cells[1].Trim());
            Assert.Matches(Test(), cells[2]);
        });
    }

    [Fact]
    public void EachTestNamedExists()
    {
        var tests = Path.Combine(Bicep.Repository, "tests");
        foreach (var named in Rows.SelectMany(r => Test().Matches(r)).DistinctBy(m => m.Value))
        {
            var files = Directory.EnumerateFiles(tests, named.Groups["class"].Value + ".cs", SearchOption.AllDirectories).ToList();
            Assert.True(
                files.Exists(f => Regex.IsMatch(
                    File.ReadAllText(f),
                    $@"(void|Task) {named.Groups["method"].Value}\(",
                    RegexOptions.None,
                    TimeSpan.FromSeconds(1))),
                $"{named.Value} does not exist.");
        }
    }

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Test();
}
