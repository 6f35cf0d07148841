using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Api;
using WeatherKd.Local.Storage;

namespace WeatherKd.Local.Terminal;

/// <summary>Answers of the API, from a running service or made in this process from what lies in an account.</summary>
internal sealed class ServiceAnswers : IAsyncDisposable
{
    private readonly Uri? _address;
    private readonly ServiceProvider? _domain;

    private ServiceAnswers(Uri? address, ServiceProvider? domain) => (_address, _domain) = (address, domain);

    /// <summary>Where the answers come from, for people.</summary>
    public string Place => _address?.ToString() ?? "the account";

    /// <summary>Answers of a running service.</summary>
    public static ServiceAnswers Of(Uri address) => new(address, domain: null);

    /// <summary>Answers from an account; the domain is built once for all of them.</summary>
    public static ServiceAnswers OfAccount(string connection) =>
        new(
            address: null,
            AccountOption.Domain(
                PublishedKey.Complete(connection),
                more: (services, configuration) => services.AddWeatherKdApi(configuration)));

    /// <summary>An answer.</summary>
    /// <param name="path">Path and query below <c>/api/v1</c>.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="InvalidDataException">What was asked for is not there or cannot be; the message is the service's own.</exception>
    /// <exception cref="Errors.ExternalFailureException">The service does not answer, or has nothing to answer with.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        _address is { } address ? ServiceOption.FetchAsync(address, path, cancellationToken) : MakeAsync(_domain!, path, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _domain?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<JsonElement> MakeAsync(IServiceProvider services, string path, CancellationToken cancellationToken)
    {
        using var answer = new MemoryStream();
        var parts = path.Split('?', 2);
        var context = new DefaultHttpContext { RequestServices = services, RequestAborted = cancellationToken };
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = "/api/v1" + parts[0];
        context.Request.QueryString = parts.Length > 1 ? new QueryString("?" + parts[1]) : QueryString.Empty;
        context.Response.Body = answer;
        var route = ApiRoutes.All.First(r => HttpMethods.IsGet(r.Method)
            && new TemplateMatcher(TemplateParser.Parse(r.Pattern.TrimStart('/')), []).TryMatch(
                context.Request.Path,
                context.Request.RouteValues));
        var result = await route.Handler(context);
        await result.ExecuteAsync(context);
        var body = JsonSerializer.Deserialize<JsonElement>(answer.ToArray());
        return context.Response.StatusCode == StatusCodes.Status200OK
            ? body
            : throw ServiceOption.Refused(context.Response.StatusCode, body, null);
    }
}
