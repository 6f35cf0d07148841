using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using WeatherKd.Local.Errors;
using WeatherKd.Local.Hosting;

namespace WeatherKd.Local.Terminal;

/// <summary>
/// The options by which a command finds a running service, or an account in whose place the same handlers answer in this process.
/// </summary>
internal sealed class ServiceOption
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Option<string?> _url = OptionRanges.Address(
        "--url",
        "Address of the service; without it the host on the data folder is used.");
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

    /// <summary>The answers of the service or of the account's content.</summary>
    /// <exception cref="ExternalFailureException">Neither was named, and no host runs on the data folder.</exception>
    public ServiceAnswers Open(ParseResult parsed) =>
        parsed.GetValue(_storage) is { } account ? ServiceAnswers.OfAccount(account) : ServiceAnswers.Of(Address(parsed));

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

    private Uri Address(ParseResult parsed) =>
        parsed.GetValue(_url) is { } given ? new Uri(given) : HostFile.Read(parsed.GetValue(_dataFolder)!.FullName).Address;

    /// <summary>4xx is about what was asked, the rest about the service.</summary>
    internal static Exception Refused(int status, JsonElement body, string? otherwise)
    {
        var detail = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("detail", out var said)
            ? said.GetString()
            : $"{status} {otherwise}";
        if (body.ValueKind == JsonValueKind.Object
            && body.TryGetProperty("near", out var near)
            && near.ValueKind == JsonValueKind.Array
            && near.GetArrayLength() > 0)
        {
            detail = $"{detail!.TrimEnd('.')}; did you mean {string.Join(" or ", near.EnumerateArray().Select(n => $"'{n}'"))}?";
        }

        return status is >= 400 and < 500 ? new InvalidDataException(detail) : new ExternalFailureException(detail!);
    }
}
