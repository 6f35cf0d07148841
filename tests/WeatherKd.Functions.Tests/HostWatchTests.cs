using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace WeatherKd.Functions.Tests;

public sealed class HostWatchTests
{
    // Only so that a watch that sees nothing fails instead of hanging.
    [Fact(Timeout = 60_000)]
    public async Task AWorkerEndsOnceItsHostListensNoMore()
    {
        using var host = new TcpListener(IPAddress.Loopback, 0);
        host.Start();
        var clock = new FakeTimeProvider();
        var lifetime = new Lifetime();
        using var watch = new HostWatch(
            Started($"http://127.0.0.1:{((IPEndPoint)host.LocalEndpoint).Port}/"),
            lifetime,
            clock,
            NullLogger<HostWatch>.Instance);
        await watch.StartAsync(TestContext.Current.CancellationToken);

        // The look at a host that is there shows as a connection.
        var look = host.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask();
        await AdvanceUntilAsync(look, clock);
        (await look).Dispose();
        Assert.False(lifetime.Stopped.Task.IsCompleted);

        host.Stop();
        await AdvanceUntilAsync(lifetime.Stopped.Task, clock);
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

    // The service begins on a thread of its own, so its clock may have to pass more than one interval.
    private static async Task AdvanceUntilAsync(Task awaited, FakeTimeProvider clock)
    {
        while (!awaited.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            clock.Advance(HostWatch.Interval);
            await Task.Yield();
        }
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
