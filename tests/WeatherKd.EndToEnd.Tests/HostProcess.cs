using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>The command line as a process of its own, as an operator starts it and as a machine kills it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly ConcurrentQueue<string> _lines = new();

    private HostProcess(Process process)
    {
        _process = process;
        _error = ReadErrorAsync();
    }

    public static string Program { get; } = RepositoryRoot.Of(
        "artifacts",
        "bin",
        "WeatherKd.Local",
        Configuration(),
        "WeatherKd.Local.dll");

    public StreamReader Output => _process.StandardOutput;

    public Task<string> Error => _error;

    /// <summary>What it has written to standard error so far: with <c>up</c>, its log.</summary>
    public IReadOnlyCollection<string> Log => _lines;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a command.</summary>
    /// <param name="arguments">The command and its options.</param>
    /// <param name="settings">Configuration, by name with colons.</param>
    /// <param name="environment">Environment variables beside it.</param>
    /// <param name="directory">Where it runs, where the data folder lies by default; null for here.</param>
    /// <param name="shell">A shell command that prepares its surroundings, in a name space of its own (Linux); null for none.</param>
    public static HostProcess Start(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> settings,
        IReadOnlyDictionary<string, string>? environment = null,
        string? shell = null,
        string? directory = null)
    {
        var start = shell is null
            ? new ProcessStartInfo("dotnet", [Program, .. arguments])
            : new ProcessStartInfo("unshare", ["-rm", "sh", "-c", shell + " exec dotnet \"$@\"", "sh", Program, .. arguments]);
        start.WorkingDirectory = directory ?? string.Empty;
        return Start(start, settings, environment);
    }

    /// <summary>Starts a program other than the one that was built here: an installed tool.</summary>
    public static HostProcess Start(
        ProcessStartInfo start, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string>? environment = null)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        // What the tests themselves are set by is no setting of the program.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("WEATHERKD_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

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
    public async Task<Uri> AddressAsync(CancellationToken cancellationToken) => await TryGetAddressAsync(cancellationToken)
        ?? throw new InvalidOperationException("The host ended: " + await Error);

    /// <summary>The service's address, or null where the host ended before it answered.</summary>
    public async Task<Uri?> TryGetAddressAsync(CancellationToken cancellationToken)
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

        return null;
    }

    /// <summary>Kills the process, and nothing else, without a chance to clean up: SIGKILL.</summary>
    public void Kill() => _process.Kill(entireProcessTree: false);

    /// <inheritdoc cref="Kill"/>
    public async Task KillAsync()
    {
        Kill();
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

    private async Task<string> ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
        }

        return string.Join('\n', _lines);
    }

    private static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Name;
}
