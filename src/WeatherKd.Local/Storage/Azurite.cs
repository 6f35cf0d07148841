using System.Diagnostics;
using System.Text.RegularExpressions;
using WeatherKd.Local.Errors;

namespace WeatherKd.Local.Storage;

/// <summary>
/// A running Azurite blob service on a free loopback port, with its data in a folder of its own. It ends with this object and, should this process be
/// killed, with this process.
/// </summary>
public sealed partial class Azurite : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private Azurite(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    /// <summary>The port of the blob service.</summary>
    public int Port { get; }

    /// <summary>Connection string with Azurite's published account and key, which are no secret.</summary>
    public string ConnectionString =>
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;" +
        "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;" +
        $"BlobEndpoint=http://127.0.0.1:{Port}/devstoreaccount1;";

    /// <summary>Starts Azurite and waits until it listens.</summary>
    /// <param name="dataFolder">Where its blobs live; made if need be.</param>
    /// <param name="report">Told what takes time.</param>
    /// <param name="cancellationToken">Stops the starting.</param>
    /// <param name="accounts">Accounts and keys as Azurite's variable <c>AZURITE_ACCOUNTS</c> has them; null is the published account alone, whatever the environment says.</param>
    /// <exception cref="ExternalFailureException">It cannot be installed or does not start; the message has its last lines.</exception>
    public static async Task<Azurite> StartAsync(string dataFolder, Action<string> report, CancellationToken cancellationToken, string? accounts = null)
    {
        var script = await AzuriteInstallation.EnsureAsync(report, cancellationToken);
        Directory.CreateDirectory(dataFolder);
        await AzuriteRemains.LookAsync(dataFolder, report, cancellationToken);
        var start = new ProcessStartInfo(
            "node",
            [
                Path.Combine(AppContext.BaseDirectory, "azurite", "run.mjs"), script,
                "--blobHost", "127.0.0.1", "--blobPort", "0", "--location", Path.GetFullPath(dataFolder), "--silent", "--disableTelemetry", "--skipApiVersionCheck",
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
            return new Azurite(process, await ReadPortAsync(process, cancellationToken));
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

    private static async Task<int> ReadPortAsync(Process process, CancellationToken cancellationToken)
    {
        var found = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
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
            }

            if (ListeningLine().Match(line) is { Success: true } match)
            {
                found.TrySetResult(int.Parse(match.Groups["port"].ValueSpan));
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
                (first == exit ? $"Azurite ended with exit code {process.ExitCode}: " : $"Azurite did not start within {StartLimit.TotalSeconds} s: ")
                + string.Join(" | ", lines.TakeLast(5)));
        }
    }

    [GeneratedRegex(@"successfully listen(?:ing|s)? (?:at|on) http://127\.0\.0\.1:(?<port>\d+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ListeningLine();
}
