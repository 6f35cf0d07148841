using System.Security.Cryptography;
using System.Text;

namespace WeatherKd.Storage;

/// <summary>Names made from content: equal content gives equal names.</summary>
public static class ContentHash
{
    /// <summary>SHA-256 over texts in order, lower-case hex.</summary>
    public static string Of(params IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
