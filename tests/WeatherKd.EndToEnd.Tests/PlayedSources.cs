using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Demo.Playing;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>
/// The sources under their own addresses, for a program that knows no others: a proxy that opens tunnels, and at the end of each a server
/// that has a certificate for the sources' names and hands what it is asked to the playing server.
/// </summary>
internal sealed class PlayedSources : IAsyncDisposable
{
    /// <summary>What the sources' addresses begin with, and where the playing server has it.</summary>
    private static readonly (string Host, string Path, string Played)[] Places =
    [
        ("noaa-gfs-bdp-pds.s3.amazonaws.com", "/", "gfs/"),
        ("aviationweather.gov", "/api/data/", string.Empty),
        ("www.ncei.noaa.gov", "/oa/global-historical-climatology-network/hourly/", "ghcnh/"),
    ];

    private static readonly string[] Passed = ["Range", "If-Match", "If-None-Match", "User-Agent"];
    private readonly string _certificate = Path.GetTempFileName();
    private readonly HttpClient _http = new();
    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly PlayingServer _played;
    private WebApplication _application = null!;
    private int _port;

    private PlayedSources(PlayingServer played) => _played = played;

    /// <summary>Hosts to which tunnels were asked for.</summary>
    public ConcurrentQueue<string> Tunnels { get; } = [];

    /// <summary>Environment of a program that reaches the sources here: what operators set behind a proxy that opens TLS.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["HTTPS_PROXY"] = $"http://{_proxy.LocalEndpoint}",
        ["SSL_CERT_FILE"] = _certificate,
    };

    public static async Task<PlayedSources> StartAsync(CancellationToken cancellationToken)
    {
        var sources = new PlayedSources(await PlayingServer.StartAsync(
            new PlayedWeather(new SimulatedWeather(1), PlayedGrid.Small),
            TimeProvider.System,
            TimeSpan.FromHours(3.4),
            cancellationToken));
        await sources.ServeAsync(cancellationToken);
        sources._proxy.Start();
        _ = sources.AcceptAsync();
        return sources;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _proxy.Dispose();
        await _application.DisposeAsync();
        await _played.DisposeAsync();
        _http.Dispose();
        File.Delete(_certificate);
        _end.Dispose();
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        var certificate = Certificate();
        await File.WriteAllTextAsync(_certificate, certificate.ExportCertificatePem(), cancellationToken);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificate);
        }));
        _application = builder.Build();
        _application.Run(AnswerAsync);
        await _application.StartAsync(cancellationToken);
        _port = new Uri(_application.Urls.First()).Port;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=sources that are played", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var place in Places)
        {
            names.AddDnsName(place.Host);
        }

        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var place = Places.FirstOrDefault(p => p.Host == context.Request.Host.Host
            && context.Request.Path.Value!.StartsWith(p.Path, StringComparison.Ordinal));
        if (place.Host is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            _played.Address + place.Played + context.Request.Path.Value![place.Path.Length..] + context.Request.QueryString);
        foreach (var name in Passed.Where(context.Request.Headers.ContainsKey))
        {
            request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToString());
        }

        using var answer = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        context.Response.Headers.ETag = answer.Headers.ETag?.ToString();
        context.Response.Headers.ContentRange = answer.Content.Headers.ContentRange?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = TunnelAsync(await _proxy.AcceptTcpClientAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        using var end = client;
        await using var from = client.GetStream();
        using var far = new TcpClient();
        try
        {
            var head = string.Empty;
            var one = new byte[1];
            while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await from.ReadAsync(one, _end.Token) == 1)
            {
                head += (char)one[0];
            }

            Tunnels.Enqueue(head.Split(' ')[1].Split(':')[0]);
            await far.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
            await using var to = far.GetStream();
            await from.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _end.Token);
            await Task.WhenAny(from.CopyToAsync(to, _end.Token), to.CopyToAsync(from, _end.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Whoever asked has gone.
        }
    }
}
