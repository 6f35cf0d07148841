using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace WeatherKd.Api.Conventions;

/// <summary>Reads the small JSON body of a request that changes something.</summary>
internal static class RequestBody
{
    private const int LongestBody = 16 << 10;

    private static readonly JsonSerializerOptions Strict = new(ApiJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 4,
    };

    /// <summary>The body; all defaults where there is none.</summary>
    /// <exception cref="BadParameterException">It is too long, or not the JSON of a <typeparamref name="T"/>.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, string allowed)
        where T : class, new()
    {
        var buffer = new byte[LongestBody + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > LongestBody)
        {
            throw new BadParameterException("body", $"more than {LongestBody} bytes", allowed);
        }

        try
        {
            return length == 0 ? new T() : JsonSerializer.Deserialize<T>(buffer.AsSpan(0, length), Strict) ?? new T();
        }
        catch (JsonException)
        {
            throw new BadParameterException("body", System.Text.Encoding.UTF8.GetString(buffer, 0, length), allowed);
        }
    }

    /// <summary>A reason for people, as given or a default.</summary>
    public static string Reason(string? given, string otherwise)
    {
        const int Longest = 500;
        return given switch
        {
            null or "" => otherwise,
            { Length: > Longest } => throw new BadParameterException("reason", given, $"at most {Longest} characters"),
            _ => given,
        };
    }
}
