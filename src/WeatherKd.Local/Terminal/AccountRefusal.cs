using Azure;
using Azure.Identity;

namespace WeatherKd.Local.Terminal;

/// <summary>
/// What to do when an account that is opened with the user's own identity refuses. The library's own messages list each credential that
/// it tried, or the whole HTTP answer.
/// </summary>
internal static class AccountRefusal
{
    /// <summary>One sentence; null where the error is another.</summary>
    public static string? MessageOf(Exception error) => error switch
    {
        AuthenticationFailedException =>
            "Nobody is signed in to Azure on this machine: run 'az login' (or 'azd auth login') and try again.",
        RequestFailedException { Status: 403, ErrorCode: "AuthorizationPermissionMismatch" } =>
            "The storage account knows you and does not let you do this: it takes the role 'Storage Blob Data Contributor' on the "
            + "account, which takes some minutes to come into force.",
        RequestFailedException { Status: 403, ErrorCode: "AuthorizationFailure" } =>
            "The storage account lets nobody in from this network: call from its virtual network, or add your address to its firewall.",
        RequestFailedException { Status: 403, ErrorCode: "KeyBasedAuthenticationNotPermitted" } =>
            "The storage account takes no keys: name it by its endpoint, --storage https://ACCOUNT.blob.core.windows.net, and sign in "
            + "with 'az login'.",
        AggregateException { InnerException: { } inner } => MessageOf(inner),
        _ => null,
    };
}
