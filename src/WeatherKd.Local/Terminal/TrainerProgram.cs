using System.CommandLine;
using System.Diagnostics;
using WeatherKd.Training.Experiments;

namespace WeatherKd.Local.Terminal;

/// <summary>The training program beside this one, run in the foreground: its progress goes to standard error as it comes.</summary>
internal static class TrainerProgram
{
    /// <summary>
    /// Where the program lies: its library, which <c>dotnet</c> runs, or where it was published with its own .NET, its executable.
    /// </summary>
    public static string Path { get; } = Find(System.IO.Path.Combine(AppContext.BaseDirectory, "trainer"));

    /// <summary>Runs one of its commands with the options that a command line of this program has of it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">Its options, <c>--data</c> among them.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="capture">Whether to return its standard output instead of passing it on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its exit code and, where captured, its output.</returns>
    /// <exception cref="DirectoryNotFoundException">A folder of the data is not there.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string command,
        CommandArguments arguments,
        ParseResult parsed,
        bool capture,
        CancellationToken cancellationToken)
    {
        if (arguments.Folders(parsed).FirstOrDefault(f => !Directory.Exists(f)) is { } missing)
        {
            throw new DirectoryNotFoundException($"{missing} does not exist.");
        }

        await Console.Error.WriteLineAsync("Starting the trainer");
        var start = Path.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo("dotnet", [Path, command, .. arguments.Given(parsed)])
            : new ProcessStartInfo(Path, [command, .. arguments.Given(parsed)]);
        (start.UseShellExecute, start.RedirectStandardOutput) = (false, capture);

        // Spinning OpenMP threads fight over few cores.
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        using var process = Process.Start(start)!;
        try
        {
            var output = capture ? await process.StandardOutput.ReadToEndAsync(cancellationToken) : string.Empty;
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string Find(string folder)
    {
        var (policy, ending) = OperatingSystem.IsWindows()
            ? ("hostpolicy.dll", ".exe")
            : OperatingSystem.IsMacOS() ? ("libhostpolicy.dylib", string.Empty) : ("libhostpolicy.so", string.Empty);
        return System.IO.Path.Combine(
            folder,
            "WeatherKd.Training" + (File.Exists(System.IO.Path.Combine(folder, policy)) ? ending : ".dll"));
    }
}
