using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace WeatherKd.Api.Conventions;

/// <summary>An error answer: problem details of RFC 9457, with the trace id under which the log has more.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">Last part of the problem's URN, e.g. <c>unknown-station</c>.</param>
/// <param name="Title">What kind of problem it is; the same for every occurrence.</param>
/// <param name="Detail">What is wrong this time and what can be done.</param>
internal sealed record Problem(int Status, string Type, string Title, string Detail) : IResult
{
    /// <summary>Further members, by their names in the answer.</summary>
    public IReadOnlyList<(string Name, object? Value)> More { get; init; } = [];

    /// <summary>When to come again; null where coming again does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } after)
        {
            response.Headers.RetryAfter = ((long)Math.Ceiling(after.TotalSeconds)).ToString();
        }

        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = "urn:weatherkd:problem:" + Type,
            ["title"] = Title,
            ["status"] = Status,
            ["detail"] = Detail,
            ["trace_id"] = Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier,
        };
        foreach (var (name, value) in More)
        {
            body[name] = value;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options);
        response.ContentLength = json.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(json, httpContext.RequestAborted);
        }
    }
}
