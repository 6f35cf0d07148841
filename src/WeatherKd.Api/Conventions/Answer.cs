using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace WeatherKd.Api.Conventions;

/// <summary>
/// A successful answer whose bytes are ready: strong ETag, conditional requests, compression. Immutable, so that one instance can answer
/// any number of requests;
/// compressed once, on first need.
/// </summary>
internal sealed class Answer : IResult
{
    private const int SmallestCompressed = 1024;
    private readonly Representation _plain;
    private readonly Lazy<Representation> _brotli;
    private readonly Lazy<Representation> _gzip;
    private Lifetime? _lifetime;
    private string? _lastModified;

    public Answer(byte[] body, string contentType)
    {
        ContentType = contentType;
        var hash = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16));
        _plain = new(null, body, $"\"{hash}\"");

        // Another coding is another representation, and a strong ETag must tell them apart (RFC 9110, 8.8.3.3).
        _brotli = new(() => new("br", Compress(target => new BrotliStream(target, CompressionLevel.Fastest)), $"\"{hash}-br\""));
        _gzip = new(() => new("gzip", Compress(target => new GZipStream(target, CompressionLevel.Fastest)), $"\"{hash}-gzip\""));
    }

    public string ContentType { get; }

    /// <summary>Length of the uncompressed body, in bytes.</summary>
    public int Length => _plain.Body.Length;

    /// <summary>When the content last changed; null where that is not known.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>For how long it may be kept without asking again, at a given time. Zero as a rule: keep it, but ask.</summary>
    public Func<DateTimeOffset, TimeSpan> MaxAge { get; init; } = _ => TimeSpan.Zero;

    /// <summary>HTTP status.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Further headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The JSON of a value.</summary>
    public static Answer Json<T>(
        T value,
        int status = StatusCodes.Status200OK,
        params IReadOnlyList<(string Name, string Value)> headers) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Options), "application/json; charset=utf-8")
        {
            Status = status,
            Headers = headers,
        };

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var request = httpContext.Request;
        var response = httpContext.Response;
        var (coding, body, etag) = Choose(request.Headers.AcceptEncoding);
        response.Headers.ETag = etag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        SetLifetime(httpContext);
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        if (Status == StatusCodes.Status200OK && IsUnchanged(request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers.XContentTypeOptions = "nosniff";
        if (coding is not null)
        {
            response.Headers.ContentEncoding = coding;
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    private void SetLifetime(HttpContext context)
    {
        var clock = (TimeProvider?)context.RequestServices.GetService(typeof(TimeProvider)) ?? TimeProvider.System;
        var now = clock.GetUtcNow();
        var seconds = (long)Math.Max(0, MaxAge(now).TotalSeconds);
        var expires = now.ToUnixTimeSeconds() + seconds;
        if (_lifetime is not { } lifetime || lifetime.Seconds != seconds || lifetime.Expires != expires)
        {
            // Many requests come within a second: they share the texts.
            _lifetime = lifetime = new Lifetime(
                seconds,
                expires,
                seconds > 0 ? $"max-age={seconds}" : "no-cache",
                HeaderUtilities.FormatDate(DateTimeOffset.FromUnixTimeSeconds(expires)));
        }

        context.Response.Headers.CacheControl = lifetime.CacheControl;
        context.Response.Headers.Expires = lifetime.ExpiresText;
        if (LastModified is { } modified)
        {
            context.Response.Headers.LastModified = _lastModified ??= HeaderUtilities.FormatDate(modified);
        }
    }

    /// <summary>RFC 9110, 13.2.2: the entity tag decides where there is one; the date only where there is none.</summary>
    private bool IsUnchanged(HttpRequest request, string etag)
    {
        var tags = request.Headers.IfNoneMatch;
        if (tags.Count > 0)
        {
            return Matches(tags, etag);
        }

        return LastModified is { } modified
            && HeaderUtilities.TryParseDate(request.Headers.IfModifiedSince.ToString(), out var since)
            && modified.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }

    private static bool Matches(StringValues tags, string etag) =>
        (tags.Count == 1 && tags[0] == etag)
        || (EntityTagHeaderValue.TryParseList(tags, out var parsed)
            && parsed.Any(t => t.Tag == "*" || t.Compare(new EntityTagHeaderValue(etag), useStrongComparison: false)));

    private Representation Choose(StringValues accepted)
    {
        if (_plain.Body.Length < SmallestCompressed || accepted.Count == 0)
        {
            return _plain;
        }

        var text = accepted.ToString();
        return Accepts(text, "br") ? _brotli.Value : Accepts(text, "gzip") ? _gzip.Value : _plain;
    }

    private static bool Accepts(string header, string coding)
    {
        foreach (var part in header.AsSpan().Split(','))
        {
            var item = header.AsSpan(part).Trim();
            var semicolon = item.IndexOf(';');
            var name = semicolon < 0 ? item : item[..semicolon].TrimEnd();
            if (name.Equals(coding, StringComparison.OrdinalIgnoreCase))
            {
                // "q=0", "q=0.0" and so on mean: not this one.
                return semicolon < 0 || item[(semicolon + 1)..].IndexOfAnyInRange('1', '9') >= 0;
            }
        }

        return false;
    }

    private byte[] Compress(Func<Stream, Stream> through)
    {
        using var target = new MemoryStream();
        using (var compressor = through(target))
        {
            compressor.Write(_plain.Body);
        }

        return target.ToArray();
    }

    /// <summary>The body in a coding; null is none.</summary>
    private sealed record Representation(string? Coding, byte[] Body, string ETag);

    /// <summary>A lifetime in seconds and the second at which it ends, with their headers.</summary>
    private sealed record Lifetime(long Seconds, long Expires, string CacheControl, string ExpiresText);
}
