using System.Net;
using System.Net.Http.Headers;

namespace WeatherKd.Feeds.Requests;

/// <summary>
/// Asks one source, politely: with a name and a contact, no faster than it likes, again only later, and not at all while it wants to be
/// left alone. Thread-safe. Answers come as they are sent, never unpacked, for bytes are
/// counted.
/// </summary>
public sealed class SourceClient : IDisposable
{
    private static readonly string Product = "WeatherKd/" + typeof(SourceClient).Assembly.GetName().Version?.ToString(2);
    private readonly SourceLimits _limits;
    private readonly SourceKeys _keys;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly Pace _pace;
    private readonly string _agent;
    private readonly long _start;
    private TimeSpan _leaveAloneUntil;
    private long _requests;
    private long _bytes;

    internal SourceClient(SourceLimits limits, SourceKeys keys, TimeProvider clock)
    {
        _limits = limits;
        _keys = keys;
        _clock = clock;
        _start = clock.GetTimestamp();
        _pace = new Pace(limits.RequestsPerSecond, limits.Parallelism, clock);
        _agent = limits.Contact is null ? Product : $"{Product} (+{limits.Contact})";
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = limits.Parallelism,
            MaxResponseHeadersLength = 64,
        };
        if (limits.Proxy is { } proxy)
        {
            sockets.Proxy = new WebProxy(proxy);
        }

        var retries = RetryPipeline.Create(limits, clock);
        retries.InnerHandler = new Counting(this) { InnerHandler = new SafeRedirects(limits) { InnerHandler = sockets } };
        _http = new HttpClient(retries) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Requests sent so far, each try counted.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Bytes of content received so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Time in which each further piece of an answer must come.</summary>
    internal TimeSpan Patience => _limits.Patience;

    internal TimeProvider Clock => _clock;

    /// <summary>Asks. The caller disposes the answer.</summary>
    /// <exception cref="SourceException">The source refused, failed again and again, wants to be left alone, or may not be
    /// asked.</exception>
    public async Task<SourceAnswer> GetAsync(SourceRequest request, CancellationToken cancellationToken)
    {
        if (!_limits.Allows(request.Address))
        {
            throw new SourceException(
                $"{request.Address.Scheme}://{request.Address.Host} may not be asked: only https is allowed, except on this machine, and "
                + $"only the source's own hosts.");
        }

        if (_leaveAloneUntil - _clock.GetElapsedTime(_start) is var left && left > TimeSpan.Zero)
        {
            throw new SourceException($"{request.Address.Host} asked to be left alone for another {left.TotalSeconds:F0} s.")
            {
                RetryAfter = left,
            };
        }

        var place = await _pace.EnterAsync(cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await SendAsync(request, cancellationToken);
            var answer = Judge(request, response, place);
            if (answer.Outcome == SourceOutcome.Found)
            {
                (response, place) = (null, Nothing);
            }

            return answer;
        }
        finally
        {
            response?.Dispose();
            place.Dispose();
        }
    }

    /// <summary>What an error says, for logs, status and people: whatever the source answered, its key is not in it.</summary>
    internal string MessageOf(SourceException error) => _keys.Hide(error.Message, _limits.Key);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _pace.Dispose();
    }

    internal void Received(int bytes) => Interlocked.Add(ref _bytes, bytes);

    private static IDisposable Nothing { get; } = new MemoryStream();

    private async Task<HttpResponseMessage> SendAsync(SourceRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, _keys.Reveal(request.Address, _limits.Key));
        message.Headers.TryAddWithoutValidation("User-Agent", _agent);
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (request.Range is { } range)
        {
            message.Headers.Range = new RangeHeaderValue(range.Start, range.Start + range.Length - 1);
        }

        if (request.IfMatch is { } match)
        {
            message.Headers.IfMatch.Add(new EntityTagHeaderValue(match));
        }

        if (request.IfNoneMatch is { } none)
        {
            message.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(none));
        }
        else
        {
            message.Headers.IfModifiedSince = request.IfModifiedSince;
        }

        try
        {
            return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or Polly.Timeout.TimeoutRejectedException)
        {
            throw new SourceException($"{request.Address.Host} cannot be reached: {e.Message}", e);
        }
    }

    private SourceAnswer Judge(SourceRequest request, HttpResponseMessage response, IDisposable place)
    {
        var host = request.Address.Host;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK when request.Range is null:
            case HttpStatusCode.PartialContent when request.Range is { } range
                && response.Content.Headers.ContentRange?.From == range.Start:
                return IsPage(response) && !request.Address.AbsolutePath.EndsWith(".html", StringComparison.Ordinal)
                    ? throw new SourceException($"{host} answered with a web page instead of the file {Name(request)}.")
                    : new SourceAnswer(SourceOutcome.Found, response, place);
            case HttpStatusCode.OK:
                // Whatever it is, it may be a hundred times what is wanted.
                throw new SourceException(
                    $"{host} answered a request for {request.Range!.Value.Length} bytes of {Name(request)} with the whole file; it cannot "
                    + $"be asked for byte ranges.");
            case HttpStatusCode.PartialContent:
                throw new SourceException(
                    $"{host} sent other bytes of {Name(request)} than were asked for ({response.Content.Headers.ContentRange}).");
            case HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.NoContent:
                return new SourceAnswer(SourceOutcome.NotThere, response);
            case HttpStatusCode.NotModified:
                return new SourceAnswer(SourceOutcome.NotModified, response);
            case HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestedRangeNotSatisfiable:
                return new SourceAnswer(SourceOutcome.Changed, response);
            default:
                var wait = RetryPipeline.RetryAfter(response, _clock);
                if (wait is { } seconds)
                {
                    _leaveAloneUntil = _clock.GetElapsedTime(_start) + seconds;
                }

                throw new SourceException(
                    $"{host} answered {(int)response.StatusCode} ({response.ReasonPhrase}) for "
                    + $"{Name(request)}{(wait is null ? "" : $" and wants to be left alone for {wait.Value.TotalSeconds:F0} s")}.")
                {
                    RetryAfter = wait,
                };
        }
    }

    private static bool IsPage(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml";

    /// <summary>The file without the query, in which a key may stand.</summary>
    private static string Name(SourceRequest request) => request.Address.AbsolutePath;

    private sealed class Counting(SourceClient client) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref client._requests);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
