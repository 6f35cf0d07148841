using System.Diagnostics;
using System.Text.Json;

namespace WeatherKd.EndToEnd.Tests.Packages;

/// <summary>The .NET tool <c>weatherkd</c>: packed, installed from its package alone, and put to its main job.</summary>
public sealed class ToolPackageTests : IDisposable
{
    private const string Id = "WeatherKd.Tool";

    private static readonly Dictionary<string, string> FewEpochs = new(StringComparer.Ordinal)
    {
        ["Retraining:Training:Epochs"] = "2",
        ["Retraining:Training:HiddenSize"] = "16",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-tool-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheToolThatIsInstalledFromItsPackageDoesItsMainJob()
    {
        var packages = Path.Combine(_folder, "packages");
        await DotnetCommand.PackAsync("WeatherKd.Local", packages, Cancel);
        var package = Assert.Single(Directory.GetFiles(packages, Id + ".*.nupkg"));
        Assert.True(new FileInfo(package).Length < 250_000_000, "nuget.org takes no package of 250 MB or more.");
        var version = Path.GetFileNameWithoutExtension(package)[(Id.Length + 1)..];
        var tools = Path.Combine(_folder, "tools");
        await DotnetCommand.RunAsync(Cancel, "tool", "install", Id, "--version", version, "--add-source", packages, "--tool-path", tools);

        var start = new ProcessStartInfo(
            Path.Combine(tools, "weatherkd"),
            ["demo", "--json", "--data-folder", Path.Combine(_folder, "demo")])
        {
            WorkingDirectory = _folder,
        };
        await using var demo = HostProcess.Start(start, FewEpochs);
        var output = await demo.Output.ReadToEndAsync(Cancel);

        Assert.True(await demo.ExitCodeAsync(Cancel) == 0, await demo.Error);
        using var result = JsonDocument.Parse(output);
        Assert.Equal(24, result.RootElement.GetProperty("forecast").GetProperty("hourly").GetProperty("time").GetArrayLength());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
