using System.Net;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>
/// An HTTP proxy between one host (with its trainers) and Azurite. A test sees every request and decides what becomes of it.
/// </summary>
internal sealed partial class StorageProxy : IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);
    private readonly HttpMessageInvoker _upstream = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    });
    private WebApplication? _application;
    private readonly IReadOnlyList<Uri> _targets;
    private readonly BlobServiceClient _direct;

    private StorageProxy(string connectionString)
    {
        _targets =
        [
            .. Enum.GetNames<StorageService>()
                .Select(s => new Uri(Endpoint().Matches(connectionString).Single(m => m.Groups["service"].Value
                    == s).Groups["address"].Value))
        ];
        _direct = new StorageConnection { ConnectionString = connectionString }.Connect();
    }

    /// <summary>Connection string of the account behind the proxy.</summary>
    public string ConnectionString { get; private set; } = string.Empty;

    /// <summary>Decides on a request, in the order in which they come. Called by one request at a time.</summary>
    public Func<StorageRequest, StorageFault> Fault { get; set; } = _ => StorageFault.None;

    /// <summary>Starts a proxy in front of an account.</summary>
    public static async Task<StorageProxy> StartAsync(string connectionString)
    {
        var proxy = new StorageProxy(connectionString);
        await proxy.ListenAsync(new int[Enum.GetValues<StorageService>().Length]);
        var ports = proxy.Ports;
        proxy.ConnectionString = Endpoint().Replace(
            connectionString,
            m =>
                $"{m.Groups["service"].Value}Endpoint=http://127.0.0.1:{ports[(int)Enum.Parse<StorageService>(m.Groups["service"].ValueSpan)]}/");
        return proxy;
    }

    /// <summary>Closes its ports for a while: connections are refused.</summary>
    public async Task RefuseAsync(TimeSpan time)
    {
        var ports = Ports;
        await DisposeApplicationAsync();
        await Task.Delay(time);
        await ListenAsync(ports);
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeApplicationAsync();
        _upstream.Dispose();
    }

    /// <summary>Where it listens for each service.</summary>
    private int[] Ports =>
        [
            .. _application!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(
                a).Port)
        ];

    private async Task ListenAsync(IReadOnlyList<int> ports)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = null;
            foreach (var port in ports)
            {
                k.Listen(IPAddress.Loopback, port);
            }
        });
        _application = builder.Build();
        _application.Run(HandleAsync);
        await _application.StartAsync();
    }

    private async Task DisposeApplicationAsync()
    {
        // Requests under way are cut off: nobody waits for storage that goes away either.
        await _application!.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = StorageRequest.Of(context.Request, (StorageService)Array.IndexOf(Ports, context.Connection.LocalPort));
        StorageFault fault;
        lock (_direct)
        {
            fault = Fault(request);
        }

        try
        {
            await HandleAsync(context, request, fault);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or BadHttpRequestException)
        {
            // One of the two ends has gone: so is the connection.
            context.Abort();
        }
    }

    private async Task HandleAsync(HttpContext context, StorageRequest request, StorageFault fault)
    {
        switch (fault)
        {
            case StorageFault.Broken:
                context.Abort();
                return;
            case StorageFault.Silent:
                await Task.Delay(Silence, context.RequestAborted);
                context.Abort();
                return;
            case StorageFault.Unavailable:
                context.Response.StatusCode = 503;
                context.Response.Headers.RetryAfter = "1";
                context.Response.Headers["x-ms-error-code"] = "ServerBusy";
                context.Response.ContentType = "application/xml";
                await context.Response.WriteAsync(
                    "<?xml version=\"1.0\"?><Error><Code>ServerBusy</Code><Message>The server is busy.</Message></Error>");
                return;
            case StorageFault.Conflict when request is { Service: StorageService.Blob, IsWrite: true, IsConditional: true }:
                await TouchAsync(request);
                break;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        using var message = Message(
            _targets[(int)request.Service],
            context.Request,
            body.ToArray(),
            half: fault == StorageFault.HalfRequest);
        using var response = await _upstream.SendAsync(message, context.RequestAborted);
        var content = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (fault == StorageFault.ReplyLost)
        {
            context.Abort();
            return;
        }

        await ReplyAsync(context, response, content, half: fault == StorageFault.HalfReply);
    }

    private static HttpRequestMessage Message(Uri service, HttpRequest request, byte[] body, bool half)
    {
        // The target as it came: decoding and encoding a name again could make another of it.
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(service, target));
        if (body.Length > 0 || request.ContentLength is not null)
        {
            message.Content = half && body.Length > 1 ? new HalfContent(body) : new ByteArrayContent(body);
        }

        foreach (var header in request.Headers.Where(h => h.Key is not ("Host" or "Content-Length" or "Connection")))
        {
            if (!message.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value))
            {
                message.Content?.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
            }
        }

        return message;
    }

    private static async Task ReplyAsync(HttpContext context, HttpResponseMessage response, byte[] content, bool half)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var header in response.Headers
            .Concat(response.Content.Headers)
            .Where(h => h.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")))
        {
            context.Response.Headers[header.Key] = header.Value.ToArray();
        }

        if (content.Length > 0)
        {
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content.AsMemory(0, half ? content.Length / 2 : content.Length));
            await context.Response.Body.FlushAsync();
        }

        if (half)
        {
            context.Abort();
        }
    }

    /// <summary>Changes a blob's version and nothing else of it.</summary>
    private async Task TouchAsync(StorageRequest request)
    {
        var blob = _direct.GetBlobContainerClient(request.Container).GetBlobClient(request.Blob);
        if (await blob.ExistsAsync())
        {
            BlobProperties properties = await blob.GetPropertiesAsync();
            await blob.SetHttpHeadersAsync(new BlobHttpHeaders { ContentType = properties.ContentType });
        }
    }

    [GeneratedRegex(
        @"(?<service>Blob|Queue|Table)Endpoint=(?<address>http://127\.0\.0\.1:\d+/)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Endpoint();

    /// <summary>A body that breaks off in its middle.</summary>
    private sealed class HalfContent(byte[] body) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(body.AsMemory(0, body.Length / 2));
            await stream.FlushAsync();
            throw new IOException("The proxy sends no more of it.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }
}
