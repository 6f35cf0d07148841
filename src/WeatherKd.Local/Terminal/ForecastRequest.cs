using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WeatherKd.Api;
using WeatherKd.Local.Errors;

namespace WeatherKd.Local.Terminal;

/// <summary>
/// The question that <c>GET /api/v1/forecast</c> answers, asked of a running host or, without one, of the same handler over an account.
/// </summary>
internal static class ForecastRequest
{
    private const string Path = "/api/v1/forecast";

    /// <summary>Fetches a forecast over HTTP.</summary>
    /// <exception cref="ExternalFailureException">The service does not have it; the message is the service's own.</exception>
    public static async Task<JsonElement> FetchAsync(Uri address, string station, int? hours, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        using var response = await http.GetAsync(Path + Query(station, hours), cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return response.IsSuccessStatusCode ? body : throw Refused((int)response.StatusCode, body, response.ReasonPhrase);
    }

    /// <summary>Makes a forecast in this process, from the student and the snapshot in an account.</summary>
    /// <exception cref="ExternalFailureException">It cannot be made; the message is the service's own.</exception>
    public static async Task<JsonElement> MakeAsync(string account, string station, int? hours, CancellationToken cancellationToken)
    {
        await using var services = AccountOption.Domain(account, more: (s, configuration) => s.AddWeatherKdApi(configuration));
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services, RequestAborted = cancellationToken };
        (context.Request.Method, context.Request.Path, context.Request.QueryString) = (HttpMethods.Get, Path, new QueryString(Query(station, hours)));
        context.Response.Body = answer;
        var result = await ApiRoutes.All.Single(r => r.Pattern == Path).Handler(context);
        await result.ExecuteAsync(context);
        var body = JsonSerializer.Deserialize<JsonElement>(answer.ToArray());
        return context.Response.StatusCode == StatusCodes.Status200OK ? body : throw Refused(context.Response.StatusCode, body, null);
    }

    private static string Query(string station, int? hours) => $"?station={Uri.EscapeDataString(station)}" + (hours is { } h ? $"&hours={h}" : string.Empty);

    private static ExternalFailureException Refused(int status, JsonElement body, string? otherwise) =>
        new($"{status}: {(body.TryGetProperty("detail", out var detail) ? detail.GetString() : otherwise)}");
}
