using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>The folder for temporary files lies on a disk of its own, which is full, or cannot be written to.</summary>
[Collection("faults")]
[Trait("Category", "faults")]
public sealed class DiskFaultTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFileThatDoesNotFitOnTheDiskWaitsAndTheOthersGoOn()
    {
        await using var scene = await FaultScene.StartAsync(azurite);
        var large = new Arrival("observations", "a-large.csv", SmallWeather.Observations(0, 24 * 300));
        var small = new Arrival("observations", "b-small.csv", SmallWeather.Observations(0, 24));
        await scene.UploadAsync([large, small]);
        scene.Settings["BlobPoller:PoisonThreshold"] = "2";
        scene.Settings["BlobPoller:Interval"] = "00:00:00.1";

        scene.StartHost(SmallDisk("size=300k"));
        await scene.UntilHandledAsync([small]);
        await scene.UntilAsync(
            "not tried often enough",
            () => Task.FromResult(scene.Host.Log.Count(l => l.Contains("a-large.csv failed", StringComparison.Ordinal)) > 2));
        Assert.False(await scene.Storage.Quarantine.GetBlobClient("observations/a-large.csv").ExistsAsync(Cancel));

        // Somebody puts in a larger disk.
        scene.Kill();
        await scene.UntilHandledAsync([large]);
        Assert.False(await scene.Storage.Quarantine.GetBlobClient("observations/a-large.csv").ExistsAsync(Cancel));
    }

    [Fact]
    public async Task OnADiskThatCannotBeWrittenToTheHostSaysSoAndEnds()
    {
        await using var scene = await FaultScene.StartAsync(azurite);

        scene.StartHost(SmallDisk("ro"));

        Assert.Equal(3, await scene.Host.ExitCodeAsync(Cancel));
        Assert.Contains("Read-only file system", await scene.Host.Error, StringComparison.Ordinal);
    }

    /// <summary>A shell command that puts a disk in memory under the temporary folder, in a name space of its own.</summary>
    private static string SmallDisk(string options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && CanMount(), "no right to mount a small disk here (unshare -rm)");
        return $"mount -t tmpfs -o {options} tmpfs /mnt && export TMPDIR=/mnt &&";
    }

    private static bool CanMount()
    {
        using var probe = System.Diagnostics.Process.Start("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
        probe.WaitForExit();
        return probe.ExitCode == 0;
    }
}
