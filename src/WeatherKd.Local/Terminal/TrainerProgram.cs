using System.Diagnostics;

namespace WeatherKd.Local.Terminal;

/// <summary>The training program beside this one, run in the foreground: its progress goes to standard error as it comes.</summary>
internal static class TrainerProgram
{
    /// <summary>Where the program lies.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "trainer", "WeatherKd.Training.dll");

    /// <summary>Runs it.</summary>
    /// <param name="arguments">Its command and options.</param>
    /// <param name="capture">Whether to return its standard output instead of passing it on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its exit code and, where captured, its output.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> arguments, bool capture, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [Path, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = capture };

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
}
