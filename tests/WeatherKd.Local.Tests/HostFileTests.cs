using WeatherKd.Local.Errors;
using WeatherKd.Local.Hosting;

namespace WeatherKd.Local.Tests;

/// <summary>The file by which commands find the host of a folder.</summary>
public sealed class HostFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-host-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "host.json");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"address\":\"http://127")]
    [InlineData("{\"address\":5,\"process_id\":1}")]
    [InlineData("{\"process_id\":1}")]
    [InlineData("{\"address\":\"nowhere\",\"process_id\":1}")]
    [InlineData("{\"address\":\"http://127.0.0.1:1/\",\"process_id\":2147483647}")]
    public void AFileThatNamesNoHostIsAsNone(string text)
    {
        File.WriteAllText(Path, text);

        Assert.Null(HostFile.Find(_folder));
        Assert.StartsWith(
            "No host is running on ",
            Assert.Throws<ExternalFailureException>(() => HostFile.Read(_folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AHostThatPublishedItselfIsFoundUntilItEnds()
    {
        var host = new HostFile(new Uri("http://127.0.0.1:5080/"), null, Environment.ProcessId);
        using (host.Publish(_folder))
        {
            Assert.Equal(host, HostFile.Find(_folder));
        }

        Assert.False(File.Exists(Path));
        Assert.Null(HostFile.Find(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
