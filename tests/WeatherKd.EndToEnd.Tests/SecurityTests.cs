using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WeatherKd.Local.Commands;
using WeatherKd.Local.Hosting;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>What <c>infra/SECURITY.md</c> says of the embedded host, from outside.</summary>
public sealed partial class SecurityTests(AzuriteFixture azurite) : IDisposable
{
    private const string Key = "a-key-that-nobody-may-read-1742";
    private static readonly string[] Changes =
    [
        "/api/v1/students/rollback",
        "/api/v1/pipeline/retrain",
        "/api/v1/students/0123456789abcdef0123456789abcdef/promote"
    ];
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-security-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Log => Path.Combine(_folder, "host.log");

    [Fact]
    public void WithoutAnAddressTheHostListensOnThisMachineAlone()
    {
        var url = new Uri(UpCommand.Create().Parse([]).GetValue<string>("--url")!);

        Assert.True(url.IsLoopback);
    }

    [Fact]
    public async Task WithoutAKeyNothingCanBeChangedFromThisMachineEither()
    {
        await using var host = await StartAsync(azurite.NewConnectionString(), key: null);
        using var http = new HttpClient { BaseAddress = host.Address };

        Assert.True(host.Address.IsLoopback);
        foreach (var address in Changes)
        {
            foreach (var key in new[] { null, string.Empty, Key })
            {
                Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(http, address, key));
            }
        }
    }

    [Fact]
    public async Task NoKeyEntersTheLog()
    {
        var connection = azurite.NewConnectionString();
        await using (var host = await StartAsync(connection, Key))
        {
            using var http = new HttpClient { BaseAddress = host.Address };
            foreach (var address in Changes)
            {
                Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(http, address, "a-wrong-key-2931"));
                await PostAsync(http, address, Key);
            }

            await http.GetAsync("/api/v1/forecast?code=a-key-in-the-query-5521", Cancel);
        }

        var log = await File.ReadAllTextAsync(Log, Cancel);
        var storageKey = StorageKey().Match(connection).Groups["key"].Value;
        Assert.All(
            [Key, "a-wrong-key-2931", "a-key-in-the-query-5521", storageKey],
            secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task NamesOfBlobsAreDataInFilesLogsAndAnswers()
    {
        string[] names =
        [
            "..%2F..%2Fescaped.csv",
            @"..\..\escaped.csv",
            "two\n2099-01-01T00:00:00Z Information Forged: lines.csv",
            "<script>alert(1)</script>.csv",
            "'; DROP TABLE stations; --.csv", "$(touch escaped.csv).csv", "{0} {Blob} %s.csv", "\u202Egnp.csv",
        ];
        await using var host = await StartAsync(azurite.NewConnectionString(), Key);
        var storage = host.Services.GetRequiredService<WeatherStorage>();
        foreach (var name in names)
        {
            await storage.Observations.GetBlobClient(name).UploadAsync(BinaryData.FromString("no observations"), Cancel);
        }

        foreach (var name in names)
        {
            // The client library writes a backslash as a slash; what then climbs out of its folder is a name that nobody can fetch.
            var listed = "observations/" + name.Replace('\\', '/');
            var reason = storage.Quarantine.GetBlobClient((name.Contains('\\', StringComparison.Ordinal)
                ? Uri.EscapeDataString(listed)
                : listed) + Quarantine.ReasonSuffix);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (!await reason.ExistsAsync(Cancel))
            {
                await timer.WaitForNextTickAsync(Cancel);
            }

            Assert.Equal(listed, (await reason.TryReadJsonAsync<QuarantineReason>(Cancel))!.Value.File);
        }

        using var http = new HttpClient { BaseAddress = host.Address };
        var answer = await http.GetAsync("/api/v1/pipeline", Cancel);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        await host.DisposeAsync();
        Assert.All(await File.ReadAllLinesAsync(Log, Cancel), line => Assert.Matches(WholeLine(), line));
        Assert.DoesNotContain(
            await File.ReadAllLinesAsync(Log, Cancel),
            line => line.Contains("Z Information Forged", StringComparison.Ordinal) && line.StartsWith("2099", StringComparison.Ordinal));
        Assert.DoesNotContain(
            new[] { ".", "..", Path.Combine("..", ".."), Path.GetTempPath(), AppContext.BaseDirectory },
            f => File.Exists(Path.Combine(f, "escaped.csv")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<EmbeddedHost> StartAsync(string connection, string? key) => EmbeddedHost.StartAsync(
        connection,
        "http://127.0.0.1:0",
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["Api:AdminKey"] = key, ["BlobPoller:Interval"] = "00:00:00.1" },
        logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FileLogging(Log)),
        Cancel);

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string address, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (key is not null)
        {
            request.Headers.Add("X-Admin-Key", key);
        }

        using var response = await http.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    [GeneratedRegex("AccountKey=(?<key>[^;]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StorageKey();

    [GeneratedRegex(
        @"^2\d{3}-\d\d-\d\dT[\d:.]+Z (Trace|Debug|Information|Warning|Error|Critical) \w+: \P{Cc}*$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex WholeLine();
}
