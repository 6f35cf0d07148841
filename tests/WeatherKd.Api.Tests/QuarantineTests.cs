using WeatherKd.Api.Tests.Page;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Api.Tests;

/// <summary>Another try for files in quarantine.</summary>
public sealed class QuarantineTests(AzuriteFixture azurite)
{
    private const string Address = "/api/v1/pipeline/quarantine/retry";

    [Fact]
    public async Task AFileThatIsGoneFromItsContainerComesBackFromQuarantine()
    {
        await using var service = await ApiService.StartAsync(azurite);
        var storage = service.Get<WeatherStorage>();
        await Scenes.QuarantineAsync(storage);
        var original = storage.Observations.GetBlobClient("kma/2021-01.csv");
        await original.DeleteAsync();

        var (status, _) = await service.PostAsync(Address, new { file = "observations/kma/2021-01.csv" });

        Assert.Equal(202, status);
        Assert.Equal("x", (await original.DownloadContentAsync()).Value.Content.ToString());
    }

    [Theory]
    [InlineData("observations/kma/nothing.csv", 404)]
    [InlineData("students/champion.json", 404)]
    [InlineData("observations", 404)]
    [InlineData("observations/../students/champion.json", 400)]
    [InlineData("observations//x", 400)]
    [InlineData(null, 400)]
    public async Task OnlyAFileInQuarantineIsTriedAgain(string? file, int expected)
    {
        await using var service = await ApiService.StartAsync(azurite);

        var (status, problem) = await service.PostAsync(Address, new { file });

        Assert.Equal(expected, status);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }
}
