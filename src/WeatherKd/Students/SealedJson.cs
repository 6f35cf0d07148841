using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WeatherKd.Storage;

namespace WeatherKd.Students;

/// <summary>
/// A JSON document with a checksum of its own text in the property <c>seal</c>. It does not keep anybody out; it shows that a document
/// which must never change was changed by hand. The text is hashed as it stands, so a later version of the code with more properties still
/// accepts it.
/// </summary>
internal static class SealedJson
{
    private const string Seal = "seal";

    /// <summary>The document with its seal, indented.</summary>
    public static BinaryData Write<T>(T value)
    {
        var document = JsonSerializer.SerializeToNode(value, WeatherJson.Compact)!.AsObject();
        document[Seal] = SealOf(document);
        return BinaryData.FromString(document.ToJsonString(WeatherJson.Indented));
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="InvalidDataException">It is not JSON, has no seal, or was changed after it was sealed.</exception>
    public static T Read<T>(BinaryData content)
    {
        try
        {
            var document = JsonNode.Parse(content.ToMemory().Span)?.AsObject() ?? throw new InvalidDataException("it holds null");
            var seal = document.Remove(Seal, out var node) ? node?.GetValue<string>() : null;
            if (!string.Equals(seal, SealOf(document), StringComparison.Ordinal))
            {
                throw new InvalidDataException(seal is null
                    ? "it has no seal"
                    : "it was changed after it was written (its seal does not match)");
            }

            return document.Deserialize<T>(WeatherJson.Compact)!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("it is not valid JSON of its kind: " + e.Message, e);
        }
    }

    private static string SealOf(JsonObject document) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.ToJsonString(WeatherJson.Compact))));
}
