using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WeatherKd.Local.Demo.Playing;

/// <summary>
/// A server on this machine that plays the sources of feeds with simulated weather: <c>/gfs</c>, <c>/hrrr</c>, <c>/ecmwf</c>,
/// <c>/icon-eu</c>, <c>/icon-d2</c>, <c>/metar</c>, <c>/stationinfo</c>, <c>/ghcnh</c> and files that are put into it by hand. It publishes
/// runs with their delay, answers byte ranges and conditions, and can be told to fail. The demo and the tests share it.
/// </summary>
internal sealed partial class PlayingServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly PlayedWeather _weather;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _delay;
    private readonly ConcurrentDictionary<string, byte[]> _made = new(StringComparer.Ordinal);
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<byte[], string> _tags = [];

    private PlayingServer(WebApplication application, PlayedWeather weather, TimeProvider clock, TimeSpan delay)
    {
        _application = application;
        _weather = weather;
        _clock = clock;
        _delay = delay;
    }

    /// <summary>Where it answers, with a slash at the end.</summary>
    public Uri Address =>
        new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>What it publishes.</summary>
    public PlayedWeather Weather => _weather;

    /// <summary>
    /// Makes a file of GFS and its index otherwise than from the weather, such as with messages of true sizes; null leaves it.
    /// </summary>
    public Func<DateTimeOffset, int, (byte[] Content, string Idx)>? Shape { get; set; }

    /// <summary>Whether nothing is published any more.</summary>
    public bool Withholds { get; set; }

    /// <summary>Files by their path, besides those of the simulated weather; null is a file that was withdrawn.</summary>
    public ConcurrentDictionary<string, byte[]?> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Faults to come.</summary>
    public ConcurrentBag<Fault> Faults { get; } = [];

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<PlayedRequest> Requests { get; } = [];

    /// <summary>Days of observations that GHCNh has.</summary>
    public int GhcnhDays { get; init; } = 75;

    /// <summary>Starts the server on a free port.</summary>
    /// <param name="weather">What it publishes.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="delay">Time from a run's start until its files are there.</param>
    /// <param name="cancellationToken">Stops the starting.</param>
    public static async Task<PlayingServer> StartAsync(
        PlayedWeather weather,
        TimeProvider clock,
        TimeSpan delay,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var server = new PlayingServer(application, weather, clock, delay);
        application.Run(server.AnswerAsync);
        await application.StartAsync(cancellationToken);
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = new PlayedRequest(
            context.Request.Path + context.Request.QueryString.Value,
            context.Request.Headers.Range.ToString(),
            context.Request.Headers.UserAgent.ToString());
        Requests.Enqueue(request);
        var fault = TakeFault(request);
        fault?.Before?.Invoke();
        try
        {
            await SendAsync(context, fault);
        }
        finally
        {
            (request.Status, request.Bytes) = (context.Response.StatusCode, context.Items.TryGetValue("bytes", out var bytes)
                ? (long)bytes!
                : 0);
        }
    }

    private Fault? TakeFault(PlayedRequest request)
    {
        lock (Faults)
        {
            var fault = Faults.FirstOrDefault(f => f.Times > 0 && f.Meets(request));
            if (fault is not null)
            {
                fault.Times--;
            }

            return fault;
        }
    }

    private async Task SendAsync(HttpContext context, Fault? fault)
    {
        var response = context.Response;
        if (fault?.RetryAfter is { } retry)
        {
            response.Headers.RetryAfter = retry;
        }

        if (fault?.Redirect is { } elsewhere)
        {
            response.Redirect(elsewhere);
            return;
        }

        if (fault?.Status is { } status)
        {
            response.StatusCode = status;
            return;
        }

        var content = fault?.IsPage == true
            ? "<!DOCTYPE html><html><body>Maintenance</body></html>"u8.ToArray()
            : Content(context.Request.Path.Value!, context.Request.QueryString.Value ?? "");
        if (content is null)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (fault?.IsPage == true)
        {
            response.ContentType = "text/html";
        }

        var tag = _tags.GetValue(content, c => $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(c))[..16]}\"");
        response.Headers.ETag = tag;
        if (Refused(context.Request, tag) is { } refused)
        {
            response.StatusCode = refused;
            return;
        }

        await SendAsync(context, content, fault);
    }

    private static int? Refused(
        HttpRequest request,
        string tag) => (request.Headers.IfMatch.ToString(), request.Headers.IfNoneMatch.ToString()) switch
    {
        ({ Length: > 0 } match, _) when match != tag => StatusCodes.Status412PreconditionFailed,
        (_, { Length: > 0 } none) when none == tag => StatusCodes.Status304NotModified,
        _ => null,
    };

    private static async Task SendAsync(HttpContext context, byte[] content, Fault? fault)
    {
        var response = context.Response;
        var (start, length) = (0L, (long)content.Length);
        if (fault?.IgnoresRange != true && context.Request.GetTypedHeaders().Range is { } ranges)
        {
            var range = ranges.Ranges.Single();
            start = range.From ?? 0;
            if (start >= content.Length)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                return;
            }

            var end = Math.Min(range.To ?? long.MaxValue, content.Length - 1);
            length = end - start + 1;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {start}-{end}/{content.Length}";
        }

        length = Math.Min(length, fault?.Shortened ?? length);
        response.ContentLength = length;
        if (fault?.IsSilent == true)
        {
            await response.StartAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        var sent = Math.Min(length, fault?.CutAfter ?? length);
        var pieces = fault?.IsSlow == true ? 20 : 1;
        for (var piece = 0; piece < pieces; piece++)
        {
            var (from, to) = (sent * piece / pieces, sent * (piece + 1) / pieces);
            await response.Body.WriteAsync(content.AsMemory((int)(start + from), (int)(to - from)), context.RequestAborted);
            if (pieces > 1)
            {
                await response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(5), context.RequestAborted);
            }
        }

        context.Items["bytes"] = sent;
        if (sent < length)
        {
            // What was sent is read before the line breaks; a reset at once would take it along.
            await response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(100), context.RequestAborted);
            context.Abort();
        }
    }
}
