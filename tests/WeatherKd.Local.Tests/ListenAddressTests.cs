using WeatherKd.Local.Hosting;

namespace WeatherKd.Local.Tests;

/// <summary>Where a host may be told to listen.</summary>
public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://localhost:0")]
    [InlineData("https://0.0.0.0:0")]
    [InlineData("http://[::1]:0")]
    [InlineData("http://*:0")]
    [InlineData("http://127.0.0.1:0;http://[::1]:0")]
    public void AnAddressOfThisMachineIsTaken(string url) => ListenAddress.Check(url);

    /// <summary>Kestrel takes a name that it does not know for all addresses of the machine.</summary>
    [Theory]
    [InlineData("nonsense")]
    [InlineData("http://")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:80x")]
    [InlineData("http://127.0.0.l:0")]
    [InlineData("http://myhost.example.org:0")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:0/path")]
    [InlineData("ftp://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:0;http://somewhere:0")]
    public void AnythingElseIsRefusedWithWhatIsAllowed(string url) => Assert.Contains(
        "it must be http:// or https://, an address of this machine",
        Assert.Throws<InvalidOperationException>(() => ListenAddress.Check(url)).Message,
        StringComparison.Ordinal);
}
