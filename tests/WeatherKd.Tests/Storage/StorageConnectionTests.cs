using WeatherKd.Storage;

namespace WeatherKd.Tests.Storage;

public sealed class StorageConnectionTests
{
    // Azurite's documentation, "Default storage account".
    private const string PublishedKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    [Theory]
    [InlineData("devstoreaccount1", "http://10.0.0.7:10000/devstoreaccount1")]
    [InlineData("devstoreaccount1", "http://weather.example:10000/devstoreaccount1")]
    [InlineData("mine", "http://0.0.0.0:10000/mine")]
    [InlineData("mine", "https://mine.blob.core.windows.net")]
    public void ThePublishedKeyOpensNoOtherMachine(string account, string endpoint)
    {
        var connection = new StorageConnection
        {
            ConnectionString = $"AccountName={account};AccountKey={PublishedKey};BlobEndpoint={endpoint};",
        };

        var refused = Assert.Throws<InvalidOperationException>(connection.Connect);
        Assert.Contains(new Uri(endpoint).Host, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PublishedKey, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1")]
    [InlineData("http://localhost:10000/devstoreaccount1")]
    [InlineData("http://[::1]:10000/devstoreaccount1")]
    public void ThePublishedKeyOpensThisMachine(string endpoint)
    {
        var connection = new StorageConnection
        {
            ConnectionString = $"AccountName=devstoreaccount1;AccountKey={PublishedKey};BlobEndpoint={endpoint};",
        };

        Assert.Equal("devstoreaccount1", connection.Connect().AccountName);
    }

    [Fact]
    public void AConnectionStringThatIsNoneIsRefusedWithoutRepeatingIt()
    {
        var refused = Assert.Throws<InvalidOperationException>(new StorageConnection { ConnectionString = "AccountKey=c2VjcmV0" }.Connect);

        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://weather.blob.core.windows.net")]
    [InlineData("https://weather.blob.core.windows.net/")]
    public void AnEndpointNamesAnAccountLikeAConnectionString(string endpoint)
    {
        Assert.True(StorageConnection.IsEndpoint(endpoint));
        Assert.Equal("weather", new StorageConnection { ConnectionString = endpoint }.Connect().AccountName);
    }

    [Theory]
    [InlineData("http://weather.blob.core.windows.net")]
    [InlineData("https://weather.blob.core.windows.net/observations")]
    [InlineData("https://weather.blob.core.windows.net/?sv=2026-06-06&sig=c2VjcmV0")]
    public void AnEndpointThatIsNotThatOfAnAccountIsRefusedWithoutRepeatingItsSignature(string endpoint)
    {
        var refused = Assert.Throws<InvalidOperationException>(new StorageConnection { ConnectionString = endpoint }.Connect);

        Assert.Contains("https://ACCOUNT.blob.core.windows.net", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
    }
}
