using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>A request of a host or a trainer to storage, as the proxy sees it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Container">Name of the container.</param>
/// <param name="Blob">Name of the blob; empty for the container itself.</param>
/// <param name="Operation">The parameter <c>comp</c>, e.g. <c>appendblock</c>; empty where there is none.</param>
/// <param name="IsConditional">Whether it is a write that names the version it expects.</param>
internal sealed partial record StorageRequest(string Method, string Container, string Blob, string Operation, bool IsConditional)
{
    /// <summary>Whether it changes a blob. Leases and the making of containers change none.</summary>
    public bool IsWrite => Method is "PUT" or "DELETE" or "POST" && Blob.Length > 0 && Operation is not "lease";

    /// <summary>What is written, hashes and numbers left out, so that the same point of two lives has the same name.</summary>
    public string Point => $"{Method} {Container}/{Hash().Replace(Blob, "*")}{(Operation.Length > 0 ? " " + Operation : string.Empty)}";

    /// <summary>Reads a request.</summary>
    public static StorageRequest Of(HttpRequest request)
    {
        // /account/container/blob
        var path = (request.Path.Value ?? string.Empty).Split('/', 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.None);
        var parts = path.Length > 0 && path[0].Length == 0 ? path[1..] : path;
        return new StorageRequest(
            request.Method,
            parts.ElementAtOrDefault(1) ?? string.Empty,
            parts.Length > 2 ? string.Join('/', parts[2..]) : string.Empty,
            request.Query["comp"].ToString(),
            request.Headers.IfMatch.Count > 0);
    }

    [GeneratedRegex("[0-9a-f]{32,64}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hash();
}
