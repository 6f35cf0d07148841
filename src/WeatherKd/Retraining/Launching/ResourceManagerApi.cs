using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace WeatherKd.Retraining.Launching;

/// <summary>
/// A few calls of the Azure Resource Manager API below one resource. Azure.Core's pipeline brings the token, and tries again
/// (408, 429, 5xx, lost connections), waiting as long as <c>Retry-After</c> says.
/// </summary>
internal sealed class ResourceManagerApi(ContainerAppsJobOptions options, TokenCredential credential)
{
    private const string ApiVersion = "2025-01-01";

    private readonly HttpPipeline _pipeline = HttpPipelineBuilder.Build(
        Configured(options),
        new BearerTokenAuthenticationPolicy(credential, new Uri(options.ManagementEndpoint, ".default").AbsoluteUri));

    /// <summary>The resource at a path; null where there is none.</summary>
    public async Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Get, AddressOf(path));
        await _pipeline.SendAsync(message, cancellationToken);
        return message.Response.Status switch
        {
            200 => JsonNode.Parse(message.Response.Content),
            404 => null,
            _ => throw new RequestFailedException(message.Response),
        };
    }

    /// <summary>Calls an action; null where the answer has no content.</summary>
    public async Task<JsonNode?> PostAsync(string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var message = CreateMessage(RequestMethod.Post, AddressOf(path));
        message.SetProperty(typeof(OnlyRefusedPosts), true);
        if (body is not null)
        {
            message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
            message.Request.Content = RequestContent.Create(BinaryData.FromString(body.ToJsonString()));
        }

        await _pipeline.SendAsync(message, cancellationToken);
        return message.Response.Status is 200 or 201 or 202
            ? message.Response.Content.ToMemory().IsEmpty ? null : JsonNode.Parse(message.Response.Content)
            : throw new RequestFailedException(message.Response);
    }

    /// <summary>The members of a collection, page by page.</summary>
    public async IAsyncEnumerable<JsonNode?> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = AddressOf(path); next is not null;)
        {
            using var message = CreateMessage(RequestMethod.Get, next);
            await _pipeline.SendAsync(message, cancellationToken);
            if (message.Response.Status != 200)
            {
                throw new RequestFailedException(message.Response);
            }

            var page = JsonNode.Parse(message.Response.Content);
            foreach (var member in page?["value"]?.AsArray() ?? [])
            {
                yield return member;
            }

            next = (string?)page?["nextLink"] is { Length: > 0 } link ? new Uri(link) : null;
        }
    }

    private static ContainerAppsJobOptions Configured(ContainerAppsJobOptions options)
    {
        options.RetryPolicy = new OnlyRefusedPosts(options);
        return options;
    }

    private Uri AddressOf(string path) => new(options.ManagementEndpoint, $"{options.ResourceId}{path}?api-version={ApiVersion}");

    private HttpMessage CreateMessage(RequestMethod method, Uri address)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(address);
        message.Request.Headers.Add(HttpHeader.Common.JsonAccept);
        return message;
    }

    /// <summary>
    /// Azure.Core's own policy, but a POST is sent again only where the service surely did not act on it: else a job would start twice.
    /// </summary>
    private sealed class OnlyRefusedPosts(ContainerAppsJobOptions options)
        : RetryPolicy(options.Retry.MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(options.Retry.Delay, options.Retry.MaxDelay))
    {
        protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
            (!message.TryGetProperty(typeof(OnlyRefusedPosts), out _) || (message.HasResponse && message.Response.Status is 429 or 503))
            && await base.ShouldRetryAsync(message, exception);
    }
}
