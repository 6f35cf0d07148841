using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using WeatherKd.Local.Hosting;
using WeatherKd.TestSupport;

namespace WeatherKd.Local.Tests;

public sealed class HttpVersionTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithACertificateTheServiceSpeaksHttp2()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pfx");
        using var certificate = SelfSigned();
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, "test"));
        try
        {
            await using var host = await StartAsync(
                "https://127.0.0.1:0",
                new() { ["Kestrel:Certificates:Default:Path"] = path, ["Kestrel:Certificates:Default:Password"] = "test" });

            Assert.Equal(HttpVersion.Version20, await VersionAsync(host, HttpVersion.Version20, certificate));
            Assert.Equal(HttpVersion.Version11, await VersionAsync(host, HttpVersion.Version11, certificate));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task AnEndpointForHttp2AloneSpeaksItInTheClear()
    {
        await using var host = await StartAsync(
            "http://127.0.0.1:0",
            new() { ["Kestrel:Endpoints:Clear:Url"] = "http://127.0.0.1:0", ["Kestrel:Endpoints:Clear:Protocols"] = "Http2" });

        Assert.Equal(HttpVersion.Version20, await VersionAsync(host, HttpVersion.Version20));
    }

    private async Task<EmbeddedHost> StartAsync(string url, Dictionary<string, string?> settings) =>
        await EmbeddedHost.StartAsync(azurite.NewConnectionString(), url, settings, _ => { }, Cancel);

    private static async Task<Version> VersionAsync(EmbeddedHost host, Version version, X509Certificate2? certificate = null)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString()
            == certificate?.GetCertHashString();
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "/healthz"))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await http.SendAsync(request, Cancel);
        return response.EnsureSuccessStatusCode().Version;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1));
    }
}
