using System.Text.Json;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Storage;

public sealed class JsonBlobTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task ADocumentBeyondTheLimitIsRefused()
    {
        var blob = (await azurite.NewStorageAsync()).Pipeline.GetBlobClient("alarms.json");
        await blob.UploadAsync(BinaryData.FromBytes(new byte[(64 << 20) + 1]));

        var refused = await Assert.ThrowsAsync<JsonException>(() => blob.TryReadJsonAsync<List<string>>(CancellationToken.None));

        Assert.Contains("pipeline/alarms.json is larger than the 67108864 bytes allowed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADocumentNestedWithoutEndIsRefused()
    {
        var blob = (await azurite.NewStorageAsync()).Pipeline.GetBlobClient("alarms.json");
        await blob.UploadAsync(BinaryData.FromString(new string('[', 100_000)));

        var refused = await Assert.ThrowsAsync<JsonException>(() => blob.TryReadJsonAsync<JsonElement[]>(CancellationToken.None));
        Assert.Contains("pipeline/alarms.json", refused.Message, StringComparison.Ordinal);
    }
}
