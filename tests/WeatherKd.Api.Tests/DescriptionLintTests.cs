using System.Diagnostics;
using WeatherKd.Api.Tests.Page;

namespace WeatherKd.Api.Tests;

/// <summary>Redocly's recommended rules on the OpenAPI document as it is served.</summary>
public sealed class DescriptionLintTests(SharedService shared) : IClassFixture<SharedService>
{
    [Fact]
    public async Task RedoclyFindsNothing()
    {
        var document = Path.Combine(Directory.CreateTempSubdirectory("weatherkd-openapi-").FullName, "openapi.json");
        await File.WriteAllTextAsync(document, await shared.Service.Http.GetStringAsync("/api/v1/openapi.json"));
        var start = new ProcessStartInfo(
            "node",
            [Path.Combine(Axe.NodeModules, "@redocly", "cli", "bin", "cli.js"), "lint", "--format=json", document])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true" },
        };
        using var lint = Process.Start(start)!;
        var told = lint.StandardOutput.ReadToEndAsync();
        var errors = lint.StandardError.ReadToEndAsync();
        await lint.WaitForExitAsync();

        Assert.True(lint.ExitCode == 0, await told + await errors);
        Assert.Contains("\"totals\"", await told, StringComparison.Ordinal);
        Assert.Contains("\"errors\": 0", await told, StringComparison.Ordinal);
        Assert.Contains("\"warnings\": 0", await told, StringComparison.Ordinal);
    }
}
