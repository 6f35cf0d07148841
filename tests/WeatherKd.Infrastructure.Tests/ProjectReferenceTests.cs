using System.Xml.Linq;
using WeatherKd.TestSupport;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>Who may use what: the table of projects in <c>docs/architecture.md</c>.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["WeatherKd.Grib"] = [],
        ["WeatherKd.NetCdf"] = [],
        ["WeatherKd"] = ["WeatherKd.Grib", "WeatherKd.NetCdf"],
        ["WeatherKd.Feeds"] = ["WeatherKd"],
        ["WeatherKd.Training"] = ["WeatherKd"],
        ["WeatherKd.Api"] = ["WeatherKd"],
        ["WeatherKd.Functions"] = ["WeatherKd", "WeatherKd.Api", "WeatherKd.Feeds"],
        ["WeatherKd.Local"] = ["WeatherKd", "WeatherKd.Api", "WeatherKd.Feeds"],
    };

    public static TheoryData<string> Projects => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectUsesOnlyTheProjectsThatItMay(string project) =>
        Assert.Subset(MayUse[project].ToHashSet(StringComparer.Ordinal), References(project));

    [Theory]
    [MemberData(nameof(Projects))]
    public void TorchSharpAndTheFunctionsPackagesStayInTheirOwnProjects(string project)
    {
        var packages = Load(project).Descendants("PackageReference").Select(p => (string?)p.Attribute("Include") ?? string.Empty).ToList();

        Assert.True(project == "WeatherKd.Training" || !packages.Exists(p => p.StartsWith("TorchSharp", StringComparison.Ordinal)));
        Assert.True(project == "WeatherKd.Functions"
            || !packages.Exists(p => p.StartsWith("Microsoft.Azure.Functions", StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryProjectHasItsLineInTheTable() => Assert.Equal(
        MayUse.Keys.Order(StringComparer.Ordinal),
        Directory.GetDirectories(RepositoryRoot.Of("src")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal));

    /// <summary>Projects whose assembly is used; one that is only built beside does not count.</summary>
    private static HashSet<string> References(string project) => Load(project).Descendants("ProjectReference")
        .Where(r => (string?)r.Attribute("ReferenceOutputAssembly") != "false")
        .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!))
        .ToHashSet(StringComparer.Ordinal);

    private static XDocument Load(string project) => XDocument.Load(RepositoryRoot.Of("src", project, project + ".csproj"));
}
