using System.Diagnostics;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>
/// <c>azd up</c> keeps its environment's values as user secrets of each .NET service: right after provisioning it runs <c>dotnet
/// user-secrets init</c> and <c>set</c> on the project (Azure Developer CLI, <c>framework_service_dotnet.go</c>). The first writes into the
/// project's first unconditional PropertyGroup; without one the second fails for ever.
/// </summary>
public sealed class UserSecretsTests
{
    [Fact]
    public void TheFunctionsProjectTakesUserSecrets()
    {
        var root = Directory.CreateTempSubdirectory("weatherkd-");
        try
        {
            var project = root.CreateSubdirectory("src").CreateSubdirectory("WeatherKd.Functions");
            File.Copy(Path.Combine(Bicep.Repository, "Directory.Build.props"), Path.Combine(root.FullName, "Directory.Build.props"));
            File.Copy(Path.Combine(Bicep.Repository, "Directory.Packages.props"), Path.Combine(root.FullName, "Directory.Packages.props"));
            File.Copy(
                Path.Combine(Bicep.Repository, "src", "WeatherKd.Functions", "WeatherKd.Functions.csproj"),
                Path.Combine(project.FullName, "WeatherKd.Functions.csproj"));

            Assert.Equal((0, string.Empty), Run(project.FullName, root.FullName, "user-secrets", "init"));
            Assert.Equal((0, string.Empty), Run(project.FullName, root.FullName, "user-secrets", "set", "AZURE_ENV_NAME", "test"));
            Assert.Contains(
                "test",
                File.ReadAllText(Assert.Single(root.GetFiles("secrets.json", SearchOption.AllDirectories)).FullName),
                StringComparison.Ordinal);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    /// <returns>The exit code, and what stood on standard error.</returns>
    private static (int Code, string Errors) Run(string folder, string home, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["HOME"] = home;
        start.Environment["DOTNET_CLI_HOME"] = home;
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? string.Empty : errors + output.Result);
    }
}
