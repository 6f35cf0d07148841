using System.Diagnostics;
using System.Text.Json;
using WeatherKd.Local.Storage;
using WeatherKd.Storage;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>One process owns a data folder and its Azurite, and nothing that was acknowledged is lost between two of them.</summary>
public sealed class DataFolderTests : IDisposable
{
    private static readonly Dictionary<string, string> NoSettings = new(StringComparer.Ordinal);
    private readonly string _folder = Directory.CreateTempSubdirectory("weatherkd-folder-").FullName;

    private string HostFile => Path.Combine(_folder, "host.json");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASecondHostOnAFolderIsRefusedInOneSentenceUnlessItJoinsTheFirst()
    {
        await using var first = Up();
        var address = await first.AddressAsync(Cancel);

        await using var second = Up();
        Assert.Equal(1, await second.ExitCodeAsync(Cancel));
        var refusal = Assert.Single((await second.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"Process {first.Id} ({address})", refusal, StringComparison.Ordinal);

        var published = JsonDocument.Parse(await File.ReadAllTextAsync(HostFile, Cancel)).RootElement;
        var storage = published.GetProperty("storage").GetString()!;
        Assert.Contains(storage, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("Key", published.GetRawText(), StringComparison.OrdinalIgnoreCase);

        await using var third = Up("--storage", storage);
        Assert.NotEqual(address, await third.AddressAsync(Cancel));
        await EndAsync(third);
        Assert.Equal(
            first.Id,
            JsonDocument.Parse(await File.ReadAllTextAsync(HostFile, Cancel)).RootElement.GetProperty("process_id").GetInt32());

        await EndAsync(first);
        Assert.False(File.Exists(HostFile));
    }

    [Fact]
    public async Task AFileThatWasTakenIsThereAfterTheHostWasKilled()
    {
        await using (var killed = Up())
        {
            await killed.AddressAsync(Cancel);
            await IngestAsync("129.csv");
            await killed.KillAsync();
        }

        await using var next = Up();
        await next.AddressAsync(Cancel);

        var account = new StorageConnection
        {
            ConnectionString = PublishedKey.Complete(JsonDocument.Parse(await File.ReadAllTextAsync(HostFile, Cancel)).RootElement
                .GetProperty("storage")
                .GetString()!),
        };
        Assert.True(await new WeatherStorage(account.Connect()).Observations.GetBlobClient("129.csv").ExistsAsync(Cancel));
        Assert.DoesNotContain(next.Log, l => l.Contains("without closing", StringComparison.Ordinal));
        await EndAsync(next);
    }

    /// <summary>
    /// The index is put back to what it was before the upload, as a kill within the five seconds between two writings of it leaves it.
    /// </summary>
    [Fact]
    public async Task ContentWithoutAnEntryIsToldAtTheNextStartAfterAzuriteWasKilled()
    {
        var azurite = Path.Combine(_folder, "azurite");
        var kept = Directory.CreateDirectory(Path.Combine(_folder, "kept")).FullName;
        await using (var host = Up())
        {
            await host.AddressAsync(Cancel);
            await EndAsync(host);
        }

        foreach (var index in Directory.GetFiles(azurite, "__azurite_db_*.json"))
        {
            File.Copy(index, Path.Combine(kept, Path.GetFileName(index)));
        }

        await using (var host = Up())
        {
            await host.AddressAsync(Cancel);
            await IngestAsync("129.csv");
            var pid = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(azurite, AzuriteRemains.RunningName), Cancel)).RootElement
                .GetProperty("pid")
                .GetInt32();
            using var killed = Process.GetProcessById(pid);
            killed.Kill();
            await killed.WaitForExitAsync(Cancel);
            await host.KillAsync();
        }

        foreach (var index in Directory.GetFiles(kept))
        {
            File.Copy(index, Path.Combine(azurite, Path.GetFileName(index)), overwrite: true);
        }

        await using var next = Up();
        await next.AddressAsync(Cancel);
        Assert.Contains(
            next.Log,
            l => l.Contains("was ended without closing", StringComparison.Ordinal)
                && l.Contains("bytes have no entry", StringComparison.Ordinal));
        await EndAsync(next);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private HostProcess Up(params string[] more) =>
        HostProcess.Start(["up", "--json", "--url", "http://127.0.0.1:0", "--data-folder", _folder, .. more], NoSettings);

    private async Task IngestAsync(string name)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, "station_id,valid_time,temperature_2m\n129,2021-01-30T12:00:00Z,4\n", Cancel);
        await using var ingest = HostProcess.Start(["ingest", file, "--as", "observations", "--data-folder", _folder], NoSettings);
        Assert.True(await ingest.ExitCodeAsync(Cancel) == 0, await ingest.Error);
    }

    /// <summary>Ends a host as Ctrl-C or a service manager does.</summary>
    private static async Task EndAsync(HostProcess host)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{host.Id}"]);
        await kill.WaitForExitAsync(Cancel);
        await host.ExitCodeAsync(Cancel);
    }
}
