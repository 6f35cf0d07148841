using Azure.Core;
using Azure.Core.Pipeline;

namespace WeatherKd.TestSupport;

/// <summary>
/// A network that loses the reply to the first try of every write whose path contains a text: storage has it, the writer does not know and
/// tries again.
/// </summary>
public sealed class LostReplies(string path) : HttpPipelinePolicy
{
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);

    /// <summary>How many were lost.</summary>
    public int Count => _lost.Count;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (message.Request.Method == RequestMethod.Put
            && message.Request.Uri.Path.Contains(path, StringComparison.Ordinal)
            && _lost.Add(message.Request.ClientRequestId))
        {
            throw new IOException("The reply was lost.");
        }
    }
}
