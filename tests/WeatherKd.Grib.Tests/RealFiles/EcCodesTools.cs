using System.Diagnostics;

namespace WeatherKd.Grib.Tests.RealFiles;

/// <summary>ecCodes' command line tools (Debian: libeccodes-tools), the independent source of expected values.</summary>
internal static class EcCodesTools
{
    /// <summary>Skips the test where the tools are not installed.</summary>
    public static void Require() =>
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "grib_get_data"))),
            "needs ecCodes' command line tools (apt-get install libeccodes-tools)");

    /// <summary>
    /// The values of a message as ecCodes decodes them, by way of 64-bit IEEE numbers; null where it refuses the message.
    /// </summary>
    public static async Task<double[]?> TryDecodeAsync(byte[] message)
    {
        string from = Path.GetTempFileName(), to = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(from, message, TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo("grib_set", ["-r", "-s", "packingType=grid_ieee,precision=2", from, to])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            _ = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            _ = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (process.ExitCode != 0 || new FileInfo(to).Length == 0)
            {
                return null;
            }

            using var file = GribFile.Open(to);
            return file.Fields is [var field] ? field.Decode() : null;
        }
        finally
        {
            File.Delete(from);
            File.Delete(to);
        }
    }

    /// <summary>Runs a tool and returns what it printed; what it says on standard error is kept for a failure's message.</summary>
    public static async Task<string> RunAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {await errors}");
        return output;
    }
}
