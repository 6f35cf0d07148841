using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace WeatherKd.Functions.Tests;

public sealed class HostWatchTests
{
    [Fact]
    public async Task AWorkerEndsOnceItsHostListensNoMore()
    {
        using var host = new TcpListener(IPAddress.Loopback, 0);
        host.Start();
        var clock = new FakeTimeProvider();
        var lifetime = new Lifetime();
        using var watch = new HostWatch(Started($"http://127.0.0.1:{((IPEndPoint)host.LocalEndpoint).Port}/"), lifetime, clock, NullLogger<HostWatch>.Instance);
        await watch.StartAsync(TestContext.Current.CancellationToken);

        // The look at a host that is there shows as a connection.
        clock.Advance(HostWatch.Interval);
        using (await host.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            Assert.False(lifetime.Stopped.Task.IsCompleted);
        }

        host.Stop();
        while (!lifetime.Stopped.Task.IsCompleted)
        {
            clock.Advance(HostWatch.Interval);
            await Task.Yield();
        }

        await watch.ExecuteTask!;
    }

    [Fact]
    public async Task AWorkerThatKnowsNoHostDoesNotWatch()
    {
        var lifetime = new Lifetime();
        using var watch = new HostWatch(Started(null), lifetime, new FakeTimeProvider(), NullLogger<HostWatch>.Instance);

        await watch.StartAsync(TestContext.Current.CancellationToken);
        await watch.ExecuteTask!;

        Assert.False(lifetime.Stopped.Task.IsCompleted);
    }

    private static IConfiguration Started(string? host) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(HostWatch.HostEndpoint, host)]).Build();

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => Stopped.TrySetResult();
    }
}
