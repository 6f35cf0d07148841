using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace WeatherKd.Api.Conventions;

/// <summary>
/// Asks for the admin key where a host has no access control of its own. Without a configured key all are refused, also from this machine.
/// </summary>
internal static class AdminKey
{
    public const string Header = "X-Admin-Key";

    /// <summary>The refusal; null where the right key came along.</summary>
    public static Problem? Refuse(HttpContext context)
    {
        var configured = context.RequestServices.GetRequiredService<IOptionsMonitor<ApiOptions>>().CurrentValue.AdminKey;
        if (string.IsNullOrEmpty(configured))
        {
            return new Problem(
                StatusCodes.Status403Forbidden,
                "admin-off",
                "Changes are switched off",
                "No admin key is configured; set Api:AdminKey to allow changes over HTTP.");
        }

        var given = context.Request.Headers[Header].ToString();
        return given.Length == 0
            ? new Problem(
                StatusCodes.Status401Unauthorized,
                "admin-key-missing",
                "Admin key missing",
                $"This needs the admin key in the header {Header}.")
            : IsSame(given, configured)
                ? null
                : new Problem(
                    StatusCodes.Status403Forbidden,
                    "admin-key-wrong",
                    "Admin key wrong",
                    $"The key in the header {Header} is not the admin key.");
    }

    /// <summary>Compares hashes in constant time, so that neither content nor length shows in how long it takes.</summary>
    private static bool IsSame(string given, string configured) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given)),
            SHA256.HashData(Encoding.UTF8.GetBytes(configured)));
}
