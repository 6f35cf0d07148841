using System.Xml.Linq;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>Who may use what: the table of projects in <c>docs/architecture.md</c>.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["WeatherKd.Grib"] = [],
        ["WeatherKd.NetCdf"] = [],
        ["WeatherKd"] = ["WeatherKd.Grib", "WeatherKd.NetCdf"],
        ["WeatherKd.Training"] = ["WeatherKd"],
        ["WeatherKd.Api"] = ["WeatherKd"],
        ["WeatherKd.Functions"] = ["WeatherKd", "WeatherKd.Api"],
        ["WeatherKd.Local"] = ["WeatherKd", "WeatherKd.Api"],
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
        Assert.True(project == "WeatherKd.Functions" || !packages.Exists(p => p.StartsWith("Microsoft.Azure.Functions", StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryProjectHasItsLineInTheTable() => Assert.Equal(
        MayUse.Keys.Order(StringComparer.Ordinal),
        Directory.GetDirectories(Path.Combine(Root(), "src")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal));

    /// <summary>Projects whose assembly is used; one that is only built beside does not count.</summary>
    private static HashSet<string> References(string project) => Load(project).Descendants("ProjectReference")
        .Where(r => (string?)r.Attribute("ReferenceOutputAssembly") != "false")
        .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!))
        .ToHashSet(StringComparer.Ordinal);

    private static XDocument Load(string project) => XDocument.Load(Path.Combine(Root(), "src", project, project + ".csproj"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "WeatherKd.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
