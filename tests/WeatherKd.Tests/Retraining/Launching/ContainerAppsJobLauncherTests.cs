using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using WeatherKd.Retraining.Launching;

namespace WeatherKd.Tests.Retraining.Launching;

public sealed class ContainerAppsJobLauncherTests : IAsyncLifetime
{
    private const string Job = "retrain-ldaps-20210130T1200Z";
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private ManagementApi _api = null!;
    private ContainerAppsJobLauncher _launcher = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ManagementApi.StartAsync(_stop);
        var options = new ContainerAppsJobOptions
        {
            ResourceId = ManagementApi.Job,
            ManagementEndpoint = new Uri($"https://127.0.0.1:{_api.Address.Port}"),
            Transport = new HttpClientTransport(new HttpClient(new WithoutTls())),
            Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(2) },
        };
        _launcher = new ContainerAppsJobLauncher(options, new KnownToken(), NullLogger<ContainerAppsJobLauncher>.Instance);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task AStartKeepsTheJobsContainerAndAddsWhatIsSpecial()
    {
        var execution = await _launcher.StartAsync(Job, 1, _stop);

        var started = Assert.Single(_api.Executions);
        Assert.Equal(execution, (string?)started["name"]);
        var container = started["properties"]!["template"]!["containers"]![0]!;
        Assert.Equal("registry.example/trainer:1", (string?)container["image"]);
        Assert.Equal("56Gi", (string?)container["resources"]!["memory"]);
        Assert.Equal(["--job", Job], container["args"]!.AsArray().Select(a => (string?)a));
        Assert.Equal(
            ["Storage__BlobServiceUri=https://account.example", $"WEATHERKD_JOB={Job}", "WEATHERKD_ATTEMPT=1"],
            container["env"]!.AsArray().Select(v => $"{v!["name"]}={v["value"]}"));
    }

    [Fact]
    public async Task TheSameAttemptIsOneExecutionAndTheNextAnother()
    {
        _api.PageSize = 1;
        var first = await _launcher.StartAsync(Job, 0, _stop);
        var second = await _launcher.StartAsync(Job, 1, _stop);

        Assert.Equal(first, await _launcher.StartAsync(Job, 0, _stop));
        Assert.NotEqual(first, second);
        Assert.Equal(2, _api.Executions.Count);
    }

    [Fact]
    public async Task AStartAcceptedWithoutAnAnswerIsFoundInTheList()
    {
        _api.StartsWithoutAnswer = true;

        var execution = await _launcher.StartAsync(Job, 0, _stop);

        Assert.Equal((string?)_api.Executions.Single()["name"], execution);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task ARefusedStartIsTriedAgain(int status)
    {
        _api.FailOnce(status);
        _api.FailOnce(status);

        await _launcher.StartAsync(Job, 0, _stop);

        Assert.Equal(3, _api.Calls.Count(c => c == "POST /start"));
        Assert.Single(_api.Executions);
    }

    [Fact]
    public async Task TheServicesRetryAfterIsKept()
    {
        _api.FailOnce(429, "Retry-After", "3600");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        var start = _launcher.StartAsync(Job, 0, stop.Token);
        while (!_api.Calls.Contains("POST /start"))
        {
            await Task.Delay(1, _stop);
        }

        // Of itself it would try again after 2 ms at most: by the last of these answers that would have come.
        for (var answers = 0; answers < 200; answers++)
        {
            await _launcher.GetAsync(Job, "trainer-gone", _stop);
        }

        Assert.Single(_api.Calls, c => c == "POST /start");
        Assert.False(start.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task AStartWhoseAnswerWasLostIsNotSentAgainButFoundAtTheNextTry()
    {
        _api.LoseTheNextAnswer();

        await Assert.ThrowsAnyAsync<Exception>(() => _launcher.StartAsync(Job, 0, _stop));
        var execution = await _launcher.StartAsync(Job, 0, _stop);

        Assert.Equal((string?)_api.Executions.Single()["name"], execution);
        Assert.Single(_api.Calls, c => c == "POST /start");
    }

    [Fact]
    public async Task AStartThatFailedInTheServiceIsNotSentAgainBlindly()
    {
        _api.FailOnce(500);

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => _launcher.StartAsync(Job, 0, _stop));

        Assert.Equal(500, error.Status);
        Assert.Single(_api.Calls, c => c == "POST /start");
    }

    [Fact]
    public async Task AForbiddenStartSaysSo()
    {
        _api.FailOnce(403);

        var error = await Assert.ThrowsAsync<RequestFailedException>(() => _launcher.StartAsync(Job, 0, _stop));

        Assert.Equal(403, error.Status);
    }

    [Theory]
    [InlineData("Running", ExecutionPhase.Running)]
    [InlineData("Processing", ExecutionPhase.Running)]
    [InlineData("Unknown", ExecutionPhase.Running)]
    [InlineData("Succeeded", ExecutionPhase.Ended)]
    [InlineData("Failed", ExecutionPhase.Ended)]
    [InlineData("Stopped", ExecutionPhase.Ended)]
    [InlineData("Degraded", ExecutionPhase.Ended)]
    public async Task TheServicesWordIsPassedOn(string status, ExecutionPhase phase)
    {
        var execution = await _launcher.StartAsync(Job, 0, _stop);
        _api.Executions.Single()["properties"]!["status"] = status;

        Assert.Equal(new ExecutionState(phase, status), await _launcher.GetAsync(Job, execution, _stop));
    }

    [Fact]
    public async Task AnExecutionThatTheServiceForgotIsLost() =>
        Assert.Equal(ExecutionPhase.Lost, (await _launcher.GetAsync(Job, "trainer-gone", _stop)).Phase);

    [Fact]
    public async Task OnlyARunningExecutionIsStopped()
    {
        var execution = await _launcher.StartAsync(Job, 0, _stop);

        await _launcher.StopAsync(Job, execution, _stop);
        await _launcher.StopAsync(Job, execution, _stop);

        Assert.Equal("Stopped", (await _launcher.GetAsync(Job, execution, _stop)).Detail);
        Assert.Single(_api.Calls, c => c.EndsWith("/stop", StringComparison.Ordinal));
    }

    /// <summary>The identity's token without Microsoft Entra.</summary>
    private sealed class KnownToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Assert.EndsWith("/.default", Assert.Single(requestContext.Scopes), StringComparison.Ordinal);
            return new AccessToken(ManagementApi.Token, DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    /// <summary>
    /// A token is only ever sent over TLS; the server in this process has no certificate, so TLS is taken off behind the check.
    /// </summary>
    private sealed class WithoutTls() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal(Uri.UriSchemeHttps, request.RequestUri!.Scheme);
            request.RequestUri = new UriBuilder(request.RequestUri) { Scheme = Uri.UriSchemeHttp }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
