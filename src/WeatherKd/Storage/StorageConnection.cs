using System.Net;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace WeatherKd.Storage;

/// <summary>How the storage account is reached. Configuration section <c>Storage</c>.</summary>
public sealed class StorageConnection
{
    private const string AzuriteAccount = "devstoreaccount1";

    /// <summary>Published in Azurite's documentation; no secret, and therefore no protection under another account's name either.</summary>
    private const string AzuriteKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>
    /// A connection string, for Azurite and tests, or a blob endpoint as in <see cref="BlobServiceUri"/>: whatever names an account in
    /// one text, as an operator's option does. Takes precedence.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The account's blob endpoint, e.g. <c>https://weather.blob.core.windows.net</c>, reached with a managed identity or whoever is
    /// signed in.
    /// </summary>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>Client id of a user-assigned identity; null for the system's own or whoever is signed in.</summary>
    public string? ClientId { get; set; }

    /// <summary>
    /// Whether a text that names an account is an endpoint, which is opened by who asks, and not a connection string, which is opened by
    /// what it holds.
    /// </summary>
    public static bool IsEndpoint(string connection) =>
        Uri.TryCreate(connection, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    /// <summary>Opens the account.</summary>
    /// <exception cref="InvalidOperationException">Neither way is configured, an endpoint is not that of an account, or Azurite's
    /// published key is used against another machine.</exception>
    public BlobServiceClient Connect()
    {
        // The newest service version that Azurite and the public cloud both speak.
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2026_06_06);

        // Time that one read or write on the wire may take before it is tried again; the library's own 100 s would let a dead connection
        // hold up an arrival for that long.
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        if (!string.IsNullOrWhiteSpace(ConnectionString) && IsEndpoint(ConnectionString))
        {
            return Connect(new Uri(ConnectionString), options);
        }

        if (!string.IsNullOrWhiteSpace(ConnectionString))
        {
            BlobServiceClient client;
            try
            {
                client = new BlobServiceClient(ConnectionString, options);
            }
            catch (FormatException e)
            {
                throw new InvalidOperationException("Storage:ConnectionString is not a storage connection string.", e);
            }

            var isPublished = client.AccountName == AzuriteAccount || ConnectionString.Contains(AzuriteKey, StringComparison.Ordinal);
            return !isPublished || IsLoopback(client.Uri)
                ? client
                : throw new InvalidOperationException(
                    $"Storage:ConnectionString uses Azurite's published key against {client.Uri.Host}. Anybody could read and write "
                    + $"there; it is refused.");
        }

        return BlobServiceUri is { } uri
            ? Connect(uri, options)
            : throw new InvalidOperationException(
                "No storage account: set Storage:BlobServiceUri (with a managed identity) or Storage:ConnectionString.");
    }

    private BlobServiceClient Connect(Uri endpoint, BlobClientOptions options)
    {
        // A token sent in the clear is anybody's; one in the address (a shared access signature) would be ignored beside the identity's
        // own.
        if (endpoint.Scheme != Uri.UriSchemeHttps || endpoint.Query.Length > 0 || endpoint.AbsolutePath != "/")
        {
            throw new InvalidOperationException(
                $"{endpoint.GetLeftPart(UriPartial.Path)} is not the blob endpoint of a storage account; it has the form "
                + $"https://ACCOUNT.blob.core.windows.net, without a container and without a signature.");
        }

        return new BlobServiceClient(endpoint, new DefaultAzureCredential(new DefaultAzureCredentialOptions
        {
            ManagedIdentityClientId = ClientId,
        }), options);
    }

    private static bool IsLoopback(Uri uri) =>
        uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address));
}
