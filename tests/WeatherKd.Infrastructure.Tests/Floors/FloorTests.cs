using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests.Floors;

/// <summary>References go down the floors only (<see cref="FloorPlan"/>).</summary>
public sealed partial class FloorTests
{
    public static TheoryData<string> Projects => [.. FloorPlan.Projects.Keys];

    [Fact]
    public void EveryProjectHasItsFloors() => Assert.Equal(
        Directory.GetDirectories(Path.Combine(Bicep.Repository, "src")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal),
        FloorPlan.Projects.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void AFolderUsesOnlyTheFoldersBelowIt(string project) => Assert.Empty(Upwards(project, FloorPlan.Projects[project]));

    [Fact]
    public void AReferenceAgainstThePlanIsToldWithBothFiles() => Assert.Contains(
        Upwards("WeatherKd.Local", [.. FloorPlan.Projects["WeatherKd.Local"].Reverse()]),
        told => told.Contains(Path.Combine("Commands", "UpCommand.cs"), StringComparison.Ordinal)
            && told.Contains(Path.Combine("Hosting", "EmbeddedHost.cs"), StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void EveryFolderHasItsFloor(string project)
    {
        var compiled = CompiledProject.Open(project);

        Assert.Equal(
            FloorsOf(FloorPlan.Projects[project]).Keys.Where(f => f != FloorPlan.Roof).Order(StringComparer.Ordinal),
            compiled.Files
                .Select(f => FolderOf(compiled, f))
                .Where(f => f != FloorPlan.Roof)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AScriptOfThePageUsesOnlyTheScriptsBelowIt()
    {
        var floors = FloorPlan.Scripts
            .SelectMany((names, floor) => names.Select(name => (name, floor)))
            .ToDictionary(f => f.name, f => f.floor, StringComparer.Ordinal);
        var scripts = Directory.GetFiles(Path.Combine(Bicep.Repository, "src", "WeatherKd.Api", "wwwroot"), "*.js");

        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            var name = Path.GetFileNameWithoutExtension(script);
            var used = Imports().Matches(File.ReadAllText(script)).Select(m => m.Groups["name"].Value);
            Assert.All(used, u => Assert.True(floors[u] < floors[name], $"{name}.js imports {u}.js, which is not below it."));
        }
    }

    /// <summary>Each reference that does not go down, told for who must mend it.</summary>
    private static IReadOnlyList<string> Upwards(string project, string[][] plan)
    {
        var compiled = CompiledProject.Open(project);
        var floors = FloorsOf(plan);
        return
        [
            .. compiled.Uses
                .Select(u => (Use: u, From: FolderOf(compiled, u.From), To: FolderOf(compiled, u.To)))
                .Where(u => u.From != u.To && floors[u.To] >= floors[u.From])
                .Select(u =>
                    $"{Relative(u.Use.From)}, line {u.Use.Line}, uses {u.Use.Name} of {Relative(u.Use.To)}, and {u.To} is not below "
                    + $"{u.From}."),
        ];
    }

    private static Dictionary<string, int> FloorsOf(string[][] plan)
    {
        var floors = plan.SelectMany((folders, floor) => folders.Select(folder => (folder, floor)))
            .ToDictionary(f => f.folder, f => f.floor, StringComparer.Ordinal);
        floors.Add(FloorPlan.Roof, int.MaxValue);
        return floors;
    }

    private static string FolderOf(CompiledProject project, string file)
    {
        var inside = file[project.Folder.Length..];
        var end = inside.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return end < 0 ? FloorPlan.Roof : inside[..end];
    }

    private static string Relative(string file) => Path.GetRelativePath(Bicep.Repository, file);

    [GeneratedRegex("""from "\./(?<name>\w+)\.js";""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Imports();
}
