using System.Net.Http.Json;
using System.Text.Json;
using WeatherKd.Local.Errors;

namespace WeatherKd.Local.Terminal;

/// <summary>The question that <c>GET /api/v1/forecast</c> answers, asked of a running host.</summary>
internal static class ForecastRequest
{
    /// <summary>Fetches a forecast over HTTP.</summary>
    /// <exception cref="ExternalFailureException">The service does not have it; the message is the service's own.</exception>
    public static async Task<JsonElement> FetchAsync(Uri address, string station, int? hours, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        var query = $"/api/v1/forecast?station={Uri.EscapeDataString(station)}" + (hours is { } h ? $"&hours={h}" : string.Empty);
        using var response = await http.GetAsync(query, cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return response.IsSuccessStatusCode
            ? body
            : throw new ExternalFailureException(
                $"{(int)response.StatusCode}: {(body.TryGetProperty("detail", out var detail) ? detail.GetString() : response.ReasonPhrase)}");
    }
}
