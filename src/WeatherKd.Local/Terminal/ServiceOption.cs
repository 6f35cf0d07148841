using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;
using WeatherKd.Api;
using WeatherKd.Local.Errors;
using WeatherKd.Local.Hosting;
using WeatherKd.Local.Storage;

namespace WeatherKd.Local.Terminal;

/// <summary>The options by which a command finds a running service, or an account in whose place the same handlers answer in this process.</summary>
internal sealed class ServiceOption
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Option<string?> _url = OptionRanges.Address("--url", "Address of the service; without it the host on the data folder is used.");
    private readonly Option<string?> _storage = new("--storage")
    {
        Description = AccountOption.StorageDescription + "with it the answer is made here from what lies there, and no service is asked.",
    };

    private readonly Option<DirectoryInfo> _dataFolder = CommandRunner.DataFolderOption();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_storage);
        command.Options.Add(_dataFolder);
    }

    /// <summary>Where the service is, for people.</summary>
    public string Describe(ParseResult parsed) => parsed.GetValue(_storage) is not null ? "the account" : Address(parsed).ToString();

    /// <summary>An answer of the API.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">Path and query below <c>/api/v1</c>.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="InvalidDataException">What was asked for is not there or cannot be; the message is the service's own.</exception>
    /// <exception cref="ExternalFailureException">The service does not answer, or has nothing to answer with.</exception>
    public Task<JsonElement> GetAsync(ParseResult parsed, string path, CancellationToken cancellationToken) => parsed.GetValue(_storage) is { } account
        ? MakeAsync(PublishedKey.Complete(account), path, cancellationToken)
        : FetchAsync(Address(parsed), path, cancellationToken);

    /// <summary>Fetches an answer over HTTP.</summary>
    public static async Task<JsonElement> FetchAsync(Uri address, string path, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = Patience };
        try
        {
            using var response = await http.GetAsync("/api/v1" + path, cancellationToken);
            var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return response.IsSuccessStatusCode ? body : throw Refused((int)response.StatusCode, body, response.ReasonPhrase);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new ExternalFailureException($"{address} answers, but not as WeatherKd does.", e);
        }
        catch (HttpRequestException e)
        {
            throw new ExternalFailureException($"No service answers at {address} ({e.Message}).", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ExternalFailureException($"The service at {address} did not answer within {Patience.TotalSeconds:F0} s.", e);
        }
    }

    /// <summary>Makes an answer in this process, from what lies in an account.</summary>
    private static async Task<JsonElement> MakeAsync(string account, string path, CancellationToken cancellationToken)
    {
        await using var services = AccountOption.Domain(account, more: (s, configuration) => s.AddWeatherKdApi(configuration));
        using var answer = new MemoryStream();
        var parts = path.Split('?', 2);
        var context = new DefaultHttpContext { RequestServices = services, RequestAborted = cancellationToken };
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = "/api/v1" + parts[0];
        context.Request.QueryString = parts.Length > 1 ? new QueryString("?" + parts[1]) : QueryString.Empty;
        context.Response.Body = answer;
        var route = ApiRoutes.All.First(r => HttpMethods.IsGet(r.Method)
            && new TemplateMatcher(TemplateParser.Parse(r.Pattern.TrimStart('/')), []).TryMatch(context.Request.Path, context.Request.RouteValues));
        var result = await route.Handler(context);
        await result.ExecuteAsync(context);
        var body = JsonSerializer.Deserialize<JsonElement>(answer.ToArray());
        return context.Response.StatusCode == StatusCodes.Status200OK ? body : throw Refused(context.Response.StatusCode, body, null);
    }

    private Uri Address(ParseResult parsed) => parsed.GetValue(_url) is { } given ? new Uri(given) : HostFile.Read(parsed.GetValue(_dataFolder)!.FullName).Address;

    /// <summary>4xx is about what was asked, the rest about the service.</summary>
    private static Exception Refused(int status, JsonElement body, string? otherwise)
    {
        var detail = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("detail", out var said) ? said.GetString() : $"{status} {otherwise}";
        return status is >= 400 and < 500 ? new InvalidDataException(detail) : new ExternalFailureException(detail!);
    }
}
