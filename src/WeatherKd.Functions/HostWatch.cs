using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace WeatherKd.Functions;

/// <summary>
/// Ends this process soon after the Functions host that started it is gone. On a developer's machine a killed host leaves its workers
/// running, and with them
/// their trainers: the next host would start a second trainer on the same job.
/// </summary>
internal sealed class HostWatch(
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<HostWatch> logger) : BackgroundService
{
    /// <summary>Where the worker's start-up arguments put the address at which its host listens.</summary>
    internal const string HostEndpoint = "Functions:Worker:HostEndpoint";

    /// <summary>Shorter than a host needs to start and to look after its trainings.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!Uri.TryCreate(configuration[HostEndpoint], UriKind.Absolute, out var host))
        {
            logger.LogWarning("No host is named in {Setting}; this process does not notice if it is killed.", HostEndpoint);
            return;
        }

        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await IsGoneAsync(host, stoppingToken))
            {
                logger.LogWarning("The Functions host at {Host} is gone; this process ends too.", host);
                lifetime.StopApplication();
                return;
            }
        }
    }

    private static async Task<bool> IsGoneAsync(Uri host, CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(host.Host, host.Port, cancellationToken);
            return false;
        }
        catch (SocketException e)
        {
            // Anything but a refusal says that the machine is busy, not that nobody listens.
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
