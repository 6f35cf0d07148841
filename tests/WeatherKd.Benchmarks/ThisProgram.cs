using System.Diagnostics;

namespace WeatherKd.Benchmarks;

/// <summary>This program again, as a process of its own: what is measured must not share its memory.</summary>
internal static class ThisProgram
{
    /// <summary>How it is started; its standard output is read.</summary>
    public static ProcessStartInfo With(params string[] arguments)
    {
        var isDotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        return new ProcessStartInfo(
            Environment.ProcessPath!,
            isDotnet ? [typeof(ThisProgram).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
    }

    /// <summary>As <see cref="With"/>, with a limit to the managed heap: where memory is plenty, garbage is left lying.</summary>
    public static ProcessStartInfo Within(long heapBytes, params string[] arguments)
    {
        var start = With(arguments);
        start.Environment["DOTNET_GCHeapHardLimit"] = $"{heapBytes:X}";
        return start;
    }

    /// <summary>What it writes.</summary>
    /// <exception cref="InvalidOperationException">It ended with an error.</exception>
    public static async Task<string> OutputAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}.");
    }
}
