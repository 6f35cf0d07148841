using System.Diagnostics;
using System.Net;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// The second process of the serving benchmark: sends requests over loopback and prints its figures, so that its work is not counted as the
/// service's.
/// </summary>
internal static class LoadClient
{
    /// <summary>First argument that turns this program into the client.</summary>
    public const string Command = "load-client";

    private const int Connections = 32;

    /// <summary>Sends load to an address.</summary>
    /// <param name="address">The service.</param>
    /// <param name="rest">
    /// <c>rate &lt;path&gt; &lt;paths&gt; &lt;per second&gt; &lt;seconds&gt;</c>, or <c>flood &lt;path&gt; &lt;paths&gt; &lt;seconds&gt;
    /// &lt;conditional: true or false&gt;</c>; <c>{0}</c> in the path is the station's number.
    /// </param>
    public static async Task<int> RunAsync(string address, string[] rest)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 4 * Connections };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(address) };
        var paths = Enumerable.Range(0, int.Parse(rest[2]))
            .Select(i => rest[1].Replace("{0}", i.ToString("D5"), StringComparison.Ordinal))
            .ToArray();
        foreach (var path in paths)
        {
            await SendAsync(http, path, etag: null);
        }

        Console.WriteLine(rest[0] == "rate"
            ? await AtRateAsync(http, paths, int.Parse(rest[3]), int.Parse(rest[4]))
            : await FloodAsync(http, paths, int.Parse(rest[3]), bool.Parse(rest[4])));
        return 0;
    }

    /// <summary>Requests at fixed times, whether or not earlier ones were answered; waiting for a free connection counts.</summary>
    private static async Task<string> AtRateAsync(HttpClient http, string[] paths, int perSecond, int seconds)
    {
        var times = new double[perSecond * seconds];
        var requests = new Task[times.Length];
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < times.Length; i++)
        {
            var due = i * 1000.0 / perSecond;
            while (clock.Elapsed.TotalMilliseconds < due)
            {
                await Task.Delay(1);
            }

            var (at, started) = (i, clock.Elapsed.TotalMilliseconds);
            requests[i] = Task.Run(async () =>
            {
                await SendAsync(http, paths[at % paths.Length], etag: null);
                times[at] = clock.Elapsed.TotalMilliseconds - started;
            });
        }

        await Task.WhenAll(requests);
        Array.Sort(times);
        return $"{times[times.Length / 2]:F2} {times[(int)(times.Length * 0.99)]:F2}";
    }

    /// <summary>Requests one after the other on each connection for some time.</summary>
    private static async Task<string> FloodAsync(HttpClient http, string[] paths, int seconds, bool conditional)
    {
        var etags = new string?[paths.Length];
        for (var i = 0; i < paths.Length && conditional; i++)
        {
            using var answer = await http.GetAsync(paths[i]);
            etags[i] = answer.Headers.ETag!.ToString();
        }

        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(c => Task.Run(async () =>
        {
            var count = 0;
            for (var i = c; clock.Elapsed.TotalSeconds < seconds; i++, count++)
            {
                await SendAsync(http, paths[i % paths.Length], etags[i % paths.Length]);
            }

            return count;
        })));
        return $"{counts.Sum() / clock.Elapsed.TotalSeconds:F0} {counts.Sum()}";
    }

    private static async Task SendAsync(HttpClient http, string path, string? etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        using var answer = await http.SendAsync(request);
        var expected = etag is null ? HttpStatusCode.OK : HttpStatusCode.NotModified;
        if (answer.StatusCode != expected)
        {
            throw new InvalidOperationException(
                $"{path}: {answer.StatusCode} instead of {expected}: {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
