using System.Text.Json;
using WeatherKd.Local.Demo;
using WeatherKd.Retraining;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests;

public sealed class CrashTests(AzuriteFixture azurite) : IDisposable
{
    private const int Epochs = 4;
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-crash-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AHostKilledInTheMiddleOfTrainingContinuesAndEndsWithOnePromotion()
    {
        var connection = azurite.NewConnectionString();
        var storage = new WeatherStorage(new StorageConnection { ConnectionString = connection }.Connect());
        await storage.CreateContainersAsync(Cancel);
        await UploadAsync(storage);

        await using (var dying = Up(connection))
        {
            await dying.AddressAsync(Cancel);
            await UntilAsync(async () => (await ProgressAsync(storage)).Count >= 1);
            await dying.KillAsync();
        }

        var before = await ProgressAsync(storage);
        await using var next = Up(connection);
        var address = await next.AddressAsync(Cancel);
        await UntilAsync(async () => await storage.Students.GetBlobClient("champion.json").ExistsAsync(Cancel));

        var champion = (await storage.Students.GetBlobClient("champion.json").TryReadJsonAsync<Champion>(Cancel))!.Value;
        Assert.Equal(1, champion.Sequence);
        Assert.InRange(before.Count, 1, Epochs);
        Assert.Equal(Enumerable.Range(1, Epochs), (await ProgressAsync(storage)).Select(p => p.Epoch).Distinct());
        using var http = new HttpClient { BaseAddress = address };
        var answer = await http.GetAsync("/api/v1/forecast?station=COAST", Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private HostProcess Up(string connection) => HostProcess.Start(
        ["up", "--storage", connection, "--url", "http://127.0.0.1:0", "--data-folder", _folder, "--json"],
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Retraining:Training:Epochs"] = $"{Epochs}",
            ["Retraining:Training:Patience"] = $"{Epochs}",
            ["Retraining:Training:HiddenSize"] = "16",
        });

    private async Task UploadAsync(WeatherStorage storage)
    {
        var source = Path.Combine(_folder, "simulated");
        SimulatedFiles.Write(source, seed: 1);
        foreach (var delivery in StationCsvDelivery.Cut(source, Path.Combine(_folder, "files"), "nwp"))
        {
            var container = storage.All.First(c => c.Name == delivery.Container);
            await container.GetBlobClient(delivery.Name).UploadAsync(delivery.Path, overwrite: true, Cancel);
        }
    }

    private static async Task<IReadOnlyList<TrainingProgress>> ProgressAsync(WeatherStorage storage)
    {
        await foreach (var blob in storage.Training.GetBlobsAsync(cancellationToken: Cancel))
        {
            if (blob.Name.EndsWith('/' + TrainingJob.Progress, StringComparison.Ordinal))
            {
                var text = (await storage.Training.GetBlobClient(blob.Name).DownloadContentAsync(Cancel)).Value.Content.ToString();
                return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<TrainingProgress>(l, WeatherJson.Compact)!)];
            }
        }

        return [];
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(Cancel);
        }
    }
}
