using System.Diagnostics;

namespace WeatherKd.EndToEnd.Tests.Packages;

/// <summary>The .NET command line, as a maintainer types it in the repository's root.</summary>
internal static class DotnetCommand
{
    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">It fails; the message is what it said.</exception>
    public static async Task RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = TestSupport.RepositoryRoot.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A node of MSBuild that outlives the command would hold its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {said}{await errors}");
    }

    /// <summary>Packs a project of <c>src</c> as it was built for these tests.</summary>
    /// <param name="project">Its folder.</param>
    /// <param name="folder">Where the package goes.</param>
    /// <param name="cancellationToken">Stops the packing.</param>
    public static Task PackAsync(string project, string folder, CancellationToken cancellationToken) => RunAsync(
        cancellationToken,
        "pack",
        Path.Combine("src", project),
        "--no-build",
        "--configuration",
        new DirectoryInfo(AppContext.BaseDirectory).Name,
        "--output",
        folder);
}
