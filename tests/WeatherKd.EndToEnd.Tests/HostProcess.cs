using System.Diagnostics;
using System.Text.Json;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>The command line as a process of its own, as an operator starts it and as a machine kills it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private HostProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public static string Program { get; } = Path.Combine(RepositoryRoot(), "artifacts", "bin", "WeatherKd.Local", Configuration(), "WeatherKd.Local.dll");

    public StreamReader Output => _process.StandardOutput;

    public Task<string> Error => _error;

    /// <summary>Starts a command.</summary>
    /// <param name="arguments">The command and its options.</param>
    /// <param name="settings">Configuration, by name with colons.</param>
    /// <param name="environment">Environment variables beside it.</param>
    public static HostProcess Start(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> settings,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment["WEATHERKD_" + name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>The service's address, once it answers: the JSON document that <c>up --json</c> prints.</summary>
    public async Task<Uri> AddressAsync(CancellationToken cancellationToken)
    {
        var text = string.Empty;
        while (await Output.ReadLineAsync(cancellationToken) is { } line)
        {
            text += line;
            if (line == "}")
            {
                return JsonDocument.Parse(text).RootElement.GetProperty("address").Deserialize<Uri>()!;
            }
        }

        throw new InvalidOperationException("The host ended: " + await Error);
    }

    /// <summary>Kills the process, and nothing else, without a chance to clean up: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    public async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "WeatherKd.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    private static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Name;
}
