using System.Net;

namespace WeatherKd.Feeds.Requests;

/// <summary>Follows redirects, but only to the source's own hosts and over https.</summary>
internal sealed class SafeRedirects(SourceLimits limits) : DelegatingHandler
{
    private const int Most = 5;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var i = 0; i <= Most; i++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(request.RequestUri!, location);
            if (!limits.Allows(next))
            {
                // Only the host: an address may hold a key.
                throw new SourceException(
                    $"{request.RequestUri!.Host} sends on to {next.Scheme}://{next.Host}, which is not one of the source's addresses.");
            }

            request = Again(request, next);
        }

        throw new SourceException($"{request.RequestUri!.Host} sends on more than {Most} times.");
    }

    private static HttpRequestMessage Again(HttpRequestMessage request, Uri address)
    {
        var again = new HttpRequestMessage(request.Method, address) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var header in request.Headers)
        {
            again.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return again;
    }
}
