using System.Diagnostics;
using System.Text.RegularExpressions;
using WeatherKd.Local.Errors;

namespace WeatherKd.Local.Storage;

/// <summary>
/// A running Azurite (blobs, queues and tables, each on a free loopback port) with its data in a folder of its own. It ends with this
/// object and, should this process be killed, with this process.
/// </summary>
public sealed partial class Azurite : IAsyncDisposable
{
    private const string BlobService = "Blob";

    private static readonly string[] Services = [BlobService, "Queue", "Table"];
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private readonly IReadOnlyDictionary<string, int> _ports;

    private Azurite(Process process, IReadOnlyDictionary<string, int> ports)
    {
        _process = process;
        _ports = ports;
    }

    /// <summary>The port of the blob service.</summary>
    public int Port => _ports[BlobService];

    /// <summary>Connection string with Azurite's published account and key, which are no secret.</summary>
    public string ConnectionString =>
        ConnectionStringOf("devstoreaccount1", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==");

    /// <summary>Connection string of an account that it was started with: its blobs, queues and tables.</summary>
    /// <param name="account">Name of the account.</param>
    /// <param name="key">Its key.</param>
    public string ConnectionStringOf(string account, string key) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};"
        + string.Concat(Services.Select(s => $"{s}Endpoint=http://127.0.0.1:{_ports[s]}/{account};"));

    /// <summary>Starts Azurite and waits until it listens.</summary>
    /// <param name="dataFolder">Where its blobs live; made if need be.</param>
    /// <param name="report">Told what takes time.</param>
    /// <param name="cancellationToken">Stops the starting.</param>
    /// <param name="accounts">
    /// Accounts and keys as Azurite's variable <c>AZURITE_ACCOUNTS</c> has them; null is the published account alone, whatever the
    /// environment says.
    /// </param>
    /// <exception cref="ExternalFailureException">It cannot be installed or does not start; the message has its last lines.</exception>
    public static async Task<Azurite> StartAsync(
        string dataFolder,
        Action<string> report,
        CancellationToken cancellationToken,
        string? accounts = null)
    {
        var script = await AzuriteInstallation.EnsureAsync(report, cancellationToken);
        Directory.CreateDirectory(dataFolder);
        await AzuriteRemains.LookAsync(dataFolder, report, cancellationToken);
        var start = new ProcessStartInfo(
            "node",
            [
                Path.Combine(AppContext.BaseDirectory, "azurite", "run.mjs"), script,
                .. Services.SelectMany(s => new[] { $"--{s.ToLowerInvariant()}Host", "127.0.0.1", $"--{s.ToLowerInvariant()}Port", "0" }),
                "--location", Path.GetFullPath(dataFolder), "--silent", "--disableTelemetry", "--skipApiVersionCheck",
            ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AZURITE_ACCOUNTS"] = accounts;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ExternalFailureException("node was not found. Install Node.js 20 or newer; Azurite runs on it.", e);
        }

        try
        {
            return new Azurite(process, await ReadPortsAsync(process, cancellationToken));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // The launcher script takes the end of its input as the order to stop, and Azurite then writes its index to disk.
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private static async Task<IReadOnlyDictionary<string, int>> ReadPortsAsync(Process process, CancellationToken cancellationToken)
    {
        var found = new TaskCompletionSource<IReadOnlyDictionary<string, int>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = new List<string>();
        void Look(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (lines)
            {
                lines.Add(line);
                if (ListeningLine().Match(line) is { Success: true } match)
                {
                    ports[match.Groups["service"].Value] = int.Parse(match.Groups["port"].ValueSpan);
                    if (ports.Count == Services.Length)
                    {
                        found.TrySetResult(ports);
                    }
                }
            }
        }

        process.OutputDataReceived += (_, e) => Look(e.Data);
        process.ErrorDataReceived += (_, e) => Look(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var exit = process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(found.Task, exit, Task.Delay(StartLimit, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (first == found.Task)
        {
            return await found.Task;
        }

        lock (lines)
        {
            throw new ExternalFailureException(
                (first == exit
                    ? $"Azurite ended with exit code {process.ExitCode}: "
                    : $"Azurite did not start within {StartLimit.TotalSeconds} s: ")
                + string.Join(" | ", lines.TakeLast(5)));
        }
    }

    [GeneratedRegex(@"(?<service>Blob|Queue|Table) service is successfully listen(?:ing|s)? (?:at|on) http://127\.0\.0\.1:(?<port>\d+)", RegexOptions.ExplicitCapture
        | RegexOptions.NonBacktracking)]
    private static partial Regex ListeningLine();
}
