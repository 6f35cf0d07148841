namespace WeatherKd.Local.Storage;

/// <summary>
/// Connection strings without their keys. Azurite's account has a published key, so that its connection string says enough without one; any
/// other account's key is a secret that is written nowhere.
/// </summary>
internal static class PublishedKey
{
    private const string Account = "AccountName=devstoreaccount1";
    private const string KeyName = "AccountKey=";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Azurite's connection string without its key; null for that of any other account.</summary>
    public static string? Remove(string? connection)
    {
        var parts = Parts(connection);
        return parts.Contains(Account, StringComparer.OrdinalIgnoreCase) && parts.Contains(KeyName + Key, StringComparer.Ordinal)
            ? string.Join(';', parts.Where(p => !p.StartsWith(KeyName, StringComparison.OrdinalIgnoreCase)))
            : null;
    }

    /// <summary>A connection string with Azurite's key where its account is Azurite's and it has none; any other as it is.</summary>
    public static string Complete(string connection)
    {
        var parts = Parts(connection);
        return parts.Contains(Account, StringComparer.OrdinalIgnoreCase)
            && !parts.Any(p => p.StartsWith(KeyName, StringComparison.OrdinalIgnoreCase))
            ? string.Join(';', [.. parts, KeyName + Key])
            : connection;
    }

    private static string[] Parts(string? connection) =>
        connection?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
