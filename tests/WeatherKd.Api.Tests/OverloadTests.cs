using System.Net;
using System.Net.Sockets;
using System.Text;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

public sealed class OverloadTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RequestsBeyondTheLimitAreToldWhenToComeAgain()
    {
        await using var service = await ApiService.StartAsync(azurite, ("Api:MaximumConcurrentRequests", "1"));

        // One is in work and waits for the rest of its body, one waits for its turn, and there is no room for the two others.
        var requests = new List<HeldRequest>();
        for (var i = 0; i < 4; i++)
        {
            requests.Add(await HeldRequest.SendAsync(service.Http.BaseAddress!));
        }

        var refused = new List<HeldRequest>();
        await foreach (var answered in Task.WhenEach(requests.Select(AnsweredAsync)))
        {
            refused.Add(await answered);
            if (refused.Count == 2)
            {
                break;
            }
        }

        using var live = await service.Http.GetAsync("/healthz", Cancel);
        var served = requests.Except(refused).ToList();
        foreach (var request in served)
        {
            await request.ReleaseAsync();
        }

        foreach (var answer in await Task.WhenAll(refused.Select(r => r.Answer)))
        {
            Assert.StartsWith("HTTP/1.1 429 ", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nRetry-After: 1\r\n", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nContent-Type: application/problem+json\r\n", answer, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.All(
            await Task.WhenAll(served.Select(r => r.Answer)),
            answer => Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal));
        requests.ForEach(r => r.Dispose());
    }

    private static async Task<HeldRequest> AnsweredAsync(HeldRequest request)
    {
        await request.Answer;
        return request;
    }

    /// <summary>
    /// A request whose body, no JSON, lacks its last byte until it is released. Over a socket, because <see cref="HttpClient"/> gives no
    /// answer before a body is sent.
    /// </summary>
    private sealed class HeldRequest : IDisposable
    {
        private readonly TcpClient _client = new();

        /// <summary>The head of the answer.</summary>
        public required Task<string> Answer { get; init; }

        public static async Task<HeldRequest> SendAsync(Uri address)
        {
            var answer = new TaskCompletionSource<string>();
            var request = new HeldRequest { Answer = answer.Task };
            await request._client.ConnectAsync(address.Host, address.Port, Cancel);
            var head =
                $"POST /api/v1/pipeline/retrain HTTP/1.1\r\nHost: {address.Authority}\r\nX-Admin-Key: "
                + $"{ApiService.AdminKey}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\nx";
            await request._client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
            _ = ReadHeadAsync(request._client.GetStream(), answer);
            return request;
        }

        public async Task ReleaseAsync() => await _client.GetStream().WriteAsync("x"u8.ToArray(), Cancel);

        public void Dispose() => _client.Dispose();

        private static async Task ReadHeadAsync(NetworkStream stream, TaskCompletionSource<string> answer)
        {
            try
            {
                var head = new StringBuilder();
                var bytes = new byte[4096];
                while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    var read = await stream.ReadAsync(bytes, Cancel);
                    head.Append(read > 0
                        ? Encoding.ASCII.GetString(bytes, 0, read)
                        : throw new EndOfStreamException($"The connection ended after '{head}'."));
                }

                answer.SetResult(head.ToString());
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
        }
    }
}
