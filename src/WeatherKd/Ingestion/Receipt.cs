using Azure;

namespace WeatherKd.Ingestion;

/// <summary>Proof that one version of a blob has been handled: it is in store, or in quarantine with its reason.</summary>
/// <param name="Name">Name of the blob in its container.</param>
/// <param name="ETag">Its version, without quotation marks: storage writes them in headers and leaves them out of listings.</param>
public sealed record Receipt(string Name, string ETag)
{
    /// <summary>The receipt of a version of a blob.</summary>
    public static Receipt Of(string name, ETag version) => new(name, version.ToString().Trim('"'));
}
