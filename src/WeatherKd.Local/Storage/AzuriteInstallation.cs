using System.Diagnostics;
using WeatherKd.Local.Errors;
using WeatherKd.Storage;

namespace WeatherKd.Local.Storage;

/// <summary>
/// Azurite's program files: installed once by <c>npm ci</c> from the pinned lock file, into a folder named after that lock file's content,
/// so that another version never mixes with this one.
/// </summary>
public static class AzuriteInstallation
{
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "azurite");

    /// <summary>The script that starts Azurite, installing it first where it is not there yet.</summary>
    /// <param name="report">Told when an installation starts.</param>
    /// <param name="cancellationToken">Stops the installation.</param>
    /// <exception cref="ExternalFailureException">npm is missing or fails; the message has its last lines.</exception>
    public static async Task<string> EnsureAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(
            CacheFolder(),
            ContentHash.Of(await File.ReadAllTextAsync(Path.Combine(Sources, "package-lock.json"), cancellationToken))[..16]);
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (File.Exists(script))
        {
            return script;
        }

        report("Installing Azurite, the storage emulator (once, about 20 s)");
        var build = $"{folder}.{Environment.ProcessId}";
        Directory.CreateDirectory(build);
        try
        {
            foreach (var name in new[] { "package.json", "package-lock.json" })
            {
                File.Copy(Path.Combine(Sources, name), Path.Combine(build, name), overwrite: true);
            }

            await RunNpmAsync(build, cancellationToken);
            if (!Directory.Exists(folder))
            {
                Directory.Move(build, folder);
            }
        }
        catch (IOException) when (File.Exists(script))
        {
            // Another process was faster; its installation is the same.
            return script;
        }
        finally
        {
            if (Directory.Exists(build))
            {
                Directory.Delete(build, recursive: true);
            }
        }

        return File.Exists(script) ? script : throw new ExternalFailureException($"npm installed Azurite without {script}.");
    }

    private static string CacheFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        cache = string.IsNullOrEmpty(cache) ? Path.Combine(string.IsNullOrEmpty(home) ? Path.GetTempPath() : home, ".cache") : cache;
        return Directory.CreateDirectory(Path.Combine(cache, "weatherkd", "azurite")).FullName;
    }

    private static async Task RunNpmAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Process npm;
        try
        {
            npm = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ExternalFailureException("npm was not found. Install Node.js 20 or newer, which brings npm; Azurite needs it.", e);
        }

        using (npm)
        {
            npm.StandardInput.Close();
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = npm.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                await npm.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                npm.Kill(entireProcessTree: true);
                throw;
            }

            if (npm.ExitCode != 0)
            {
                var last = (await output + await error).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(5);
                throw new ExternalFailureException($"npm ci failed with exit code {npm.ExitCode}: {string.Join(" | ", last)}");
            }
        }
    }
}
