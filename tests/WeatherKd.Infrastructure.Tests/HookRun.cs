using System.Diagnostics;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>
/// A hook run by a real shell, with commands on its path that only write down how they were called and answer as a test says. <c>az</c>
/// is asked in the order of its calls.
/// </summary>
internal sealed class HookRun : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weatherkd-hook-");

    /// <summary>Settings that azd hands to its hooks.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["AZURE_SUBSCRIPTION_ID"] = "azds-own-subscription",
        ["AZURE_TENANT_ID"] = "tenant",
        ["AZURE_RESOURCE_GROUP"] = "rg-test",
        ["FUNCTION_APP_NAME"] = "func-test",
        ["FUNCTION_APP_URL"] = "https://func-test.example",
        ["EVENT_TOPIC_NAME"] = "evgt-test",
        ["DATA_ACCOUNT_NAME"] = "stdatatest",
        ["DEAD_LETTER_CONTAINER_ID"] = "/subscriptions/s/containers/dead-letters",
        ["SUBSCRIBE_PAUSE_SECONDS"] = "0",
    };

    /// <summary>Calls so far, one a line: the command and its arguments.</summary>
    public IReadOnlyList<string> Calls => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private string Log => Path.Combine(_folder.FullName, "calls");

    /// <summary>Puts a command on the path: a piece of shell that sees its arguments in <c>$*</c>, after they were written down.</summary>
    public HookRun With(string command, string body)
    {
        var file = Path.Combine(_folder.FullName, command);
        File.WriteAllText(file, $"#!/bin/sh\necho \"{command} $*\" >> \"{Log}\"\ncalls=$(grep -c \"^{command} \" \"{Log}\")\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return this;
    }

    /// <summary>Runs a script of <c>infra/</c>.</summary>
    /// <returns>Its exit code, and what it said on both outputs.</returns>
    public (int Code, string Said) Run(string script, string input = "", params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the hooks for Windows are run by PowerShell");
        var start = new ProcessStartInfo("/bin/sh", [Bicep.Infra(script.Split('/')), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder.FullName}:{System.Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
