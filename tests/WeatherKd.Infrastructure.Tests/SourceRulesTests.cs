using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>Rules of <c>infra/SECURITY.md</c> that the source itself keeps, and that no run could show to hold everywhere.</summary>
public sealed partial class SourceRulesTests
{
    private static readonly string Source = Path.Combine(Bicep.Repository, "src");

    [Fact]
    public void TheAdminKeyIsComparedInConstantTime()
    {
        var code = File.ReadAllText(Path.Combine(Source, "WeatherKd.Api", "Conventions", "AdminKey.cs"));

        Assert.Contains("CryptographicOperations.FixedTimeEquals(", code, StringComparison.Ordinal);
        Assert.DoesNotContain("given == ", code, StringComparison.Ordinal);
        Assert.DoesNotContain("given.Equals", code, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Code().Where(f => Path.GetFileName(f) != "AdminKey.cs"),
            f => File.ReadAllText(f).Contains("Options>().CurrentValue.AdminKey", StringComparison.Ordinal));
    }

    [Fact]
    public void NoSerialiserMakesTypesByName() => Assert.DoesNotContain(Code(), f => TypesByName().IsMatch(File.ReadAllText(f)));

    [Fact]
    public void NoShellIsStarted() => Assert.DoesNotContain(Code(), f => Shell().IsMatch(File.ReadAllText(f)));

    [Fact]
    public void ThePageNeverTurnsTextIntoHtml()
    {
        var scripts = Directory.EnumerateFiles(Path.Combine(Source, "WeatherKd.Api", "wwwroot"), "*.js", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".min.js", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(scripts);
        Assert.DoesNotContain(scripts, f => Html().IsMatch(File.ReadAllText(f)));
    }

    [Fact]
    public void EveryPackageHasOnePinnedVersion()
    {
        var central = XDocument.Load(Path.Combine(Bicep.Repository, "Directory.Packages.props"));
        var versions = central.Descendants("PackageVersion").Select(p => (string)p.Attribute("Version")!).ToList();

        Assert.NotEmpty(versions);
        Assert.All(versions, v => Assert.Matches(Exact(), v));
        Assert.Equal("true", central.Descendants("CentralPackageTransitivePinningEnabled").Single().Value);
        Assert.All(
            Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories)
                .SelectMany(p => XDocument.Load(p).Descendants("PackageReference")),
            p => Assert.Null(p.Attribute("Version")));
    }

    [Fact]
    public void NpmPackagesArePinnedByTheirHash()
    {
        var locks = Directory.EnumerateFiles(Source, "package-lock.json", SearchOption.AllDirectories)
            .Where(f => !f.Contains("node_modules", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, locks.Count);
        foreach (var path in locks)
        {
            using var file = JsonDocument.Parse(File.ReadAllText(path));
            var packages = file.RootElement
                .GetProperty("packages")
                .EnumerateObject()
                .Where(p => p.Name.Length > 0 && !p.Value.TryGetProperty("link", out _))
                .ToList();
            Assert.NotEmpty(packages);
            Assert.All(packages, p => Assert.StartsWith("sha512-", p.Value.GetProperty("integrity").GetString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void KnownHolesAreErrors()
    {
        var build = XDocument.Load(Path.Combine(Bicep.Repository, "Directory.Build.props"));

        Assert.Equal("all", build.Descendants("NuGetAuditMode").Single().Value);
        Assert.Equal("low", build.Descendants("NuGetAuditLevel").Single().Value);
        Assert.Equal("true", build.Descendants("TreatWarningsAsErrors").Single().Value);
        Assert.DoesNotContain(
            build.Descendants("NoWarn").Concat(build.Descendants("WarningsNotAsErrors")),
            n => KnownHole().IsMatch(n.Value));
    }

    private static IEnumerable<string> Code() => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(
        "BinaryFormatter|NetDataContractSerializer|SoapFormatter|LosFormatter|ObjectStateFormatter|TypeNameHandling|JavaScriptSerializer|XmlSerializer|Activator\\.CreateInstance|Type\\.GetType\\(",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypesByName();

    [GeneratedRegex(
        "UseShellExecute = true|ProcessStartInfo\\(\"(sh|bash|cmd|powershell)|\"/bin/(ba)?sh\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shell();

    [GeneratedRegex(
        @"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(|createContextualFragment",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Html();

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[\w.]+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exact();

    [GeneratedRegex("NU190[1-4]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KnownHole();
}
