using Microsoft.Extensions.Configuration;

namespace WeatherKd.Feeds.Requests;

/// <summary>
/// Keys of sources that want one, from the configuration: <c>Feeds:Keys:KMA</c>, that is the variable <c>WEATHERKD_Feeds__Keys__kma</c> or
/// an app setting with a reference into Key Vault. They are put into an address when it
/// is asked, and nowhere else.
/// </summary>
public sealed class SourceKeys(IConfiguration configuration)
{
    /// <summary>What stands for a key in an address.</summary>
    public const string Placeholder = "{key}";

    private const string Escaped = "%7Bkey%7D";

    /// <summary>Whether the key of a name is configured.</summary>
    public bool Has(string name) => !string.IsNullOrWhiteSpace(Value(name));

    /// <summary>The address as it is asked.</summary>
    /// <param name="address">The address with the placeholder.</param>
    /// <param name="name">The key's name; null where the source needs none.</param>
    /// <exception cref="SourceException">The key is not configured.</exception>
    internal Uri Reveal(Uri address, string? name)
    {
        var text = address.OriginalString;
        if (name is null || !(text.Contains(Placeholder, StringComparison.Ordinal) || text.Contains(Escaped, StringComparison.Ordinal)))
        {
            return address;
        }

        if (!Has(name))
        {
            throw new SourceException(
                $"The key '{name}' is not configured: set WEATHERKD_Feeds__Keys__{name}, or the app setting Feeds__Keys__{name} with a "
                + $"reference into Key Vault.");
        }

        // Some providers hand out keys that are escaped already; both forms are meant as the same key.
        var key = Uri.EscapeDataString(Uri.UnescapeDataString(Value(name)!.Trim()));
        return new Uri(text.Replace(Placeholder, key, StringComparison.Ordinal).Replace(Escaped, key, StringComparison.Ordinal));
    }

    /// <summary>A text in which a key may stand, as a refusal that repeats the address: the placeholder stands in its place.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The key's name; null where the source needs none.</param>
    internal string Hide(string text, string? name)
    {
        if (name is null || Value(name)?.Trim() is not { Length: > 0 } given)
        {
            return text;
        }

        var plain = Uri.UnescapeDataString(given);
        return new[] { given, Uri.EscapeDataString(plain), plain }.Distinct(StringComparer.Ordinal)
            .Aggregate(text, (hidden, form) => hidden.Replace(form, Placeholder, StringComparison.OrdinalIgnoreCase));
    }

    private string? Value(string name) => configuration[$"Feeds:Keys:{name}"];
}
