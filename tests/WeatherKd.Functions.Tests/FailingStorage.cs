using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace WeatherKd.Functions.Tests;

/// <summary>Storage that is away while a test says so: each request is refused as a busy or unreachable service refuses it.</summary>
internal sealed class FailingStorage : HttpPipelineSynchronousPolicy
{
    /// <summary>Whether it is away.</summary>
    public bool IsAway { get; set; }

    /// <summary>Part of the addresses that it refuses; all where it is null.</summary>
    public string? Only { get; set; }

    /// <summary>Requests that it refused.</summary>
    public int Refused { get; private set; }

    public override void OnSendingRequest(HttpMessage message)
    {
        if (IsAway && (Only is null || message.Request.Uri.ToString().Contains(Only, StringComparison.Ordinal)))
        {
            Refused++;
            throw new RequestFailedException(503, "The server is busy.", "ServerBusy", innerException: null);
        }
    }
}
