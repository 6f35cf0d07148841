using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using WeatherKd.TestSupport;

namespace WeatherKd.Infrastructure.Tests;

/// <summary><c>THIRD-PARTY-NOTICES.md</c> names what the programs are built on, with the licence that each package declares.</summary>
public sealed partial class NoticesTests
{
    private static readonly Dictionary<string, string> Licences = File.ReadLines(RepositoryRoot.Of("THIRD-PARTY-NOTICES.md"))
        .Where(l => l.StartsWith("| ", StringComparison.Ordinal))
        .Select(l => l.Trim('|').Split('|'))
        .Where(cells => cells.Length == 3 && cells[0].Trim() is not ("package" or "---"))
        .ToDictionary(cells => cells[0].Trim(), cells => cells[1].Trim(), StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void EveryPackageThatAProgramUsesIsNamed()
    {
        var packages = Directory.EnumerateFiles(RepositoryRoot.Of("src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(p => XDocument.Load(p).Descendants("PackageReference"))
            .Select(p => (string)p.Attribute("Include")!)
            .Concat(NpmPackages())
            .Distinct(StringComparer.Ordinal);

        Assert.All(packages, p => Assert.True(Licences.ContainsKey(p), $"THIRD-PARTY-NOTICES.md does not name {p}."));
    }

    [Fact]
    public void EveryLicenceIsTheOneThatThePackageDeclares()
    {
        var central = XDocument.Load(RepositoryRoot.Of("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(p => (string)p.Attribute("Include")!, p => (string)p.Attribute("Version")!, StringComparer.Ordinal);
        var compared = 0;
        foreach (var (package, licence) in Licences.Where(l => central.ContainsKey(l.Key)))
        {
            var specification = Path.Combine(
                PackageFolder,
                package.ToLowerInvariant(),
                central[package],
                package.ToLowerInvariant() + ".nuspec");
            if (File.Exists(specification) && Expression().Match(File.ReadAllText(specification)) is { Success: true } declared)
            {
                Assert.True(
                    licence == declared.Groups["spdx"].Value,
                    $"{package} declares {declared.Groups["spdx"].Value}, not {licence}.");
                compared++;
            }
        }

        Assert.True(compared > 20, $"{compared} packages were compared.");
    }

    [Fact]
    public void EveryLicenceOfAnNpmPackageIsTheOneThatItsLockFileHas()
    {
        using var locked = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Of("src", "WeatherKd.Api", "npm", "package-lock.json")));
        var packages = locked.RootElement.GetProperty("packages").EnumerateObject()
            .Select(p => (Name: p.Name.Replace("node_modules/", string.Empty, StringComparison.Ordinal), p.Value))
            .Where(p => Licences.ContainsKey(p.Name) && p.Value.TryGetProperty("license", out _))
            .ToList();

        Assert.NotEmpty(packages);
        Assert.All(packages, p => Assert.Equal(p.Value.GetProperty("license").GetString(), Licences[p.Name]));
    }

    private static string PackageFolder =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static IEnumerable<string> NpmPackages()
    {
        foreach (var path in new[]
        {
            RepositoryRoot.Of("src", "WeatherKd.Local", "azurite", "package.json"),
            RepositoryRoot.Of("src", "WeatherKd.Api", "npm", "package.json"),
        })
        {
            using var file = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var package in file.RootElement.GetProperty("dependencies").EnumerateObject())
            {
                yield return package.Name;
            }
        }
    }

    [GeneratedRegex("<license type=\"expression\">(?<spdx>[^<]+)</license>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();
}
