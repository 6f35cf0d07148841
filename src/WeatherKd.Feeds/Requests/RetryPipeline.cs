using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace WeatherKd.Feeds.Requests;

/// <summary>
/// How a request is tried again: exponentially later with jitter, or when the source says (<c>Retry-After</c>), unless that is longer than
/// a request may take.
/// </summary>
internal static class RetryPipeline
{
    /// <summary>A handler that tries again.</summary>
    public static DelegatingHandler Create(SourceLimits limits, TimeProvider clock) => new ResilienceHandler(
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = limits.Retries,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = limits.LongestWait,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldRetryAfterHeader = true,
                ShouldHandle = arguments => ValueTask.FromResult(IsPassing(arguments.Outcome, limits, clock)),
            })
            .AddTimeout(limits.Patience)
            .Build());

    /// <summary>How long an answer asks to wait; null where it does not.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider clock) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static bool IsPassing(Outcome<HttpResponseMessage> outcome, SourceLimits limits, TimeProvider clock) => outcome switch
    {
        { Exception: HttpRequestException or Polly.Timeout.TimeoutRejectedException } => true,
        { Result: { } response } => IsPassing(response.StatusCode) && (RetryAfter(response, clock) ?? TimeSpan.Zero) <= limits.LongestWait,
        _ => false,
    };

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout
            or HttpStatusCode.TooManyRequests
            or HttpStatusCode.InternalServerError
            or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout;
}
