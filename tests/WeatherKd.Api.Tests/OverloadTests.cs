using System.Net;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

public sealed class OverloadTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task RequestsBeyondTheLimitAreToldWhenToComeAgain()
    {
        await using var service = await ApiService.StartAsync(azurite, ("Api:MaximumConcurrentRequests", "1"));
        var held = new HeldBody();

        // One is in work and waits for the rest of its body, one waits for its turn, and there is no room for the two others.
        var requests = Enumerable.Range(0, 4).Select(_ => SendAsync(service, held)).ToList();
        var refused = new List<HttpResponseMessage>();
        await foreach (var ended in Task.WhenEach(requests))
        {
            refused.Add(await ended);
            if (refused.Count == 2)
            {
                break;
            }
        }

        using var live = await service.Http.GetAsync("/healthz");
        held.Release();
        var served = (await Task.WhenAll(requests)).Except(refused).ToList();

        Assert.All(refused, r => Assert.Equal(HttpStatusCode.TooManyRequests, r.StatusCode));
        Assert.All(refused, r => Assert.Equal(TimeSpan.FromSeconds(1), r.Headers.RetryAfter!.Delta));
        Assert.All(refused, r => Assert.Equal("application/problem+json", r.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(2, served.Count);
        Assert.All(served, r => Assert.Equal(HttpStatusCode.BadRequest, r.StatusCode));
    }

    private static Task<HttpResponseMessage> SendAsync(ApiService service, HeldBody body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/pipeline/retrain") { Content = new StreamingContent(body) };
        request.Headers.Add("X-Admin-Key", ApiService.AdminKey);
        return service.Http.SendAsync(request);
    }

    /// <summary>Keeps the bodies of requests from ending.</summary>
    private sealed class HeldBody
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Released => _released.Task;

        public void Release() => _released.SetResult();
    }

    /// <summary>A body of which the first byte, no beginning of JSON, is sent at once and nothing more before it is released.</summary>
    private sealed class StreamingContent(HeldBody held) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("x"u8.ToArray());
            await stream.FlushAsync();
            await held.Released;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
