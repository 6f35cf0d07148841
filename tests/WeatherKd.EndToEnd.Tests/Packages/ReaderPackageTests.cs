using System.IO.Compression;
using System.Xml.Linq;

namespace WeatherKd.EndToEnd.Tests.Packages;

/// <summary>The packages of the readers: what a user of them sees and needs.</summary>
public sealed class ReaderPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-packages-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("WeatherKd.Grib")]
    [InlineData("WeatherKd.NetCdf", "PureHDF")]
    public async Task AReadersPackageHasItsLicencePageDocumentationAndSymbols(string id, params string[] dependencies)
    {
        await DotnetCommand.PackAsync(id, _folder, Cancel);

        await using var package = await ZipFile.OpenReadAsync(Assert.Single(Directory.GetFiles(_folder, "*.nupkg")), Cancel);
        var specification = XDocument.Load(await package.GetEntry(id + ".nuspec")!.OpenAsync(Cancel)).Root!.Elements().Single();
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.NotEqual("Package Description", Value("description"));
        Assert.NotEqual(string.Empty, Value("tags"));
        Assert.Equal(
            dependencies,
            specification.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (string)e.Attribute("id")!));
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "README.md",
                "THIRD-PARTY-NOTICES.md",
                $"lib/net10.0/{id}.dll",
                $"lib/net10.0/{id}.xml",
            },
            package.Entries.Select(e => e.FullName).ToHashSet(StringComparer.Ordinal));
        await using var symbols = await ZipFile.OpenReadAsync(Assert.Single(Directory.GetFiles(_folder, "*.snupkg")), Cancel);
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{id}.pdb"));

        string Value(string name) => specification.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value ?? string.Empty;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
