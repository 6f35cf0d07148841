using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>A request of a host or a trainer to storage, as the proxy sees it.</summary>
/// <param name="Service">The service that it is for.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Container">Name of the container.</param>
/// <param name="Blob">Name of the blob; empty for the container itself.</param>
/// <param name="Operation">The parameter <c>comp</c>, e.g. <c>appendblock</c>; empty where there is none.</param>
/// <param name="IsConditional">Whether it is a write that names the version it expects.</param>
internal sealed partial record StorageRequest(
    StorageService Service,
    string Method,
    string Container,
    string Blob,
    string Operation,
    bool IsConditional)
{
    /// <summary>
    /// Whether it changes a blob, sends or deletes a workflow's message, or writes its history. Leases, the renewal of messages and the
    /// making of containers change nothing that a host's death could leave half done, and come by the clock.
    /// </summary>
    public bool IsWrite => Service switch
    {
        StorageService.Queue => Method is "POST" or "DELETE" && Blob.StartsWith("messages", StringComparison.Ordinal),
        StorageService.Table => Method == "POST" && Container == "$batch",
        _ => Method is "PUT" or "DELETE" or "POST" && Blob.Length > 0 && Operation is not "lease",
    };

    /// <summary>What is written, hashes and numbers left out, so that the same point of two lives has the same name.</summary>
    public string Point => $"{Method} {Container}/{Hash().Replace(Blob, "*")}{(Operation.Length > 0 ? " " + Operation : string.Empty)}";

    /// <summary>Reads a request.</summary>
    public static StorageRequest Of(HttpRequest request, StorageService service)
    {
        // /account/container/blob
        var path = (request.Path.Value ?? string.Empty).Split('/', 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.None);
        var parts = path.Length > 0 && path[0].Length == 0 ? path[1..] : path;
        return new StorageRequest(
            service,
            request.Method,
            parts.ElementAtOrDefault(1) ?? string.Empty,
            parts.Length > 2 ? string.Join('/', parts[2..]) : string.Empty,
            request.Query["comp"].ToString(),
            request.Headers.IfMatch.Count > 0);
    }

    [GeneratedRegex(
        "[0-9a-f]{32,64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hash();
}
