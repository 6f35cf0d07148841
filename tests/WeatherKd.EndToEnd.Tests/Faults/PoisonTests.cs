using System.Diagnostics;
using System.Text;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

[Collection("faults")]
[Trait("Category", "faults")]
public sealed class PoisonTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    /// <summary>Environment variable with the number of bad files of the long run.</summary>
    private const string LongRun = "WEATHERKD_BAD_FILES";

    /// <summary>One bad file of 3 MB in its longest line, two of 50 MB unpacked: more than that must not stay.</summary>
    private const long MemoryThatMayStay = 64 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BadFilesAmongGoodOnesCostNoGoodOne()
    {
        var isLong = LongRunSwitch.TryRead(LongRun, out var many);
        var bad = isLong ? many : 3 * BadFiles.Kinds;
        var connection = azurite.NewConnectionString();
        var storage = new WeatherStorage(new StorageConnection { ConnectionString = connection }.Connect());
        await storage.CreateContainersAsync(Cancel);
        await PutAsync(storage.Stations, "stations.csv", SmallWeather.History[0].Text);
        for (var i = 0; i < bad; i++)
        {
            await storage.Observations.GetBlobClient($"{i:D5}-bad").UploadAsync(BinaryData.FromBytes(BadFiles.Of(i)), Cancel);
            if (i % 3 == 0)
            {
                await PutAsync(storage.Observations, $"{i:D5}-good.csv", SmallWeather.Observations(i, i + 2));
            }
        }

        var clock = Stopwatch.StartNew();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using (await ServiceInProcess.StartAsync(connection, TimeProvider.System, new HandMadeTrainer(storage)))
        {
            await Promise.UntilQuietAsync(storage, AccountWorkflows.Of(connection), TimeSpan.FromSeconds(60 + (2 * bad)));
        }

        var stays = GC.GetTotalMemory(forceFullCollection: true) - before;
        var (files, stored, quarantined) = await Promise.CheckFilesAsync(storage);
        output.WriteLine(
            $"{bad} bad files of {BadFiles.Kinds} kinds among {files}: {stored} in store, {quarantined} in quarantine, "
            + $"{clock.Elapsed.TotalMilliseconds / files:F0} ms a file, {stays >> 20} MiB more memory afterwards");
        Assert.Equal(bad, quarantined);
        Assert.Equal(files - bad, stored);
        Assert.InRange(stays, long.MinValue, MemoryThatMayStay);
    }

    private static Task PutAsync(Azure.Storage.Blobs.BlobContainerClient container, string name, string text) =>
        container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(Encoding.UTF8.GetBytes(text)), Cancel);
}
