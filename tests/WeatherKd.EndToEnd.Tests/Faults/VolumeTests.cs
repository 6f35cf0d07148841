using System.Diagnostics;
using System.Globalization;
using System.Text;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>Very many files at once, and a very large one.</summary>
[Collection("faults")]
[Trait("Category", "faults")]
public sealed class VolumeTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    /// <summary>Environment variable with the number of files of the long run: 10000.</summary>
    private const string ManyFiles = "WEATHERKD_SMALL_FILES";

    /// <summary>Environment variable with the size of the long run's file in MB: 2000.</summary>
    private const string LargeFile = "WEATHERKD_LARGE_FILE_MB";

    private const int UploadsAtOnce = 16;

    private const int StationsOfLargeFile = 1000;

    /// <summary>What handling may hold beside what it held before, whatever the number of the files.</summary>
    private const long HeldBySmallFiles = 256 << 20;

    /// <summary>
    /// The same of one file, whatever its size: 0.9 GiB at 500 MB and at 2 GB. Half a million rows are open to quality control, and buffers
    /// of that size to the writers.
    /// </summary>
    private const long HeldByLargeFile = 1280 << 20;

    private static readonly DateTimeOffset First = new(2015, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManyFilesThatComeAtOnceAreAllInStore()
    {
        var files = LongRun(ManyFiles, otherwise: 150);
        var (connection, storage) = await AccountAsync();
        await Parallel.ForAsync(0, files, new ParallelOptions
        {
            MaxDegreeOfParallelism = UploadsAtOnce,
            CancellationToken = Cancel,
        }, async (i, cancel) =>
            await storage.Observations
                .GetBlobClient($"{i % 100:D2}/{i:D5}.csv")
                .UploadAsync(BinaryData.FromString(SmallWeather.Observations(i, i + 1)), cancel));

        var (seconds, held) = await HandleAsync(connection, storage, TimeSpan.FromSeconds(60 + files));

        var (arrived, stored, quarantined) = await Promise.CheckFilesAsync(storage);
        output.WriteLine(
            $"{files} files at once: {stored} in store, {quarantined} in quarantine, {1000 * seconds / files:F0} ms a file, at most "
            + $"{held >> 20} MiB of objects held");
        Assert.Equal((files, files, 0), (arrived, stored, quarantined));
        Assert.InRange(held, 0, HeldBySmallFiles);
    }

    [Fact]
    public async Task AVeryLargeFileIsStoredRowForRowInLittleMemory()
    {
        var bytes = LongRun(LargeFile, otherwise: 10) * 1_000_000L;
        var (connection, storage) = await AccountAsync();
        var rows = await UploadAsync(storage.Observations.GetBlobClient("archive.csv"), bytes);

        var (seconds, held) = await HandleAsync(connection, storage, TimeSpan.FromSeconds(120 + (bytes / 1_000_000)));

        var stored = 0L;
        await foreach (var segment in storage.Store.GetBlobsAsync(
            Azure.Storage.Blobs.Models.BlobTraits.None,
            Azure.Storage.Blobs.Models.BlobStates.None,
            "observations/",
            Cancel))
        {
            var content = await storage.Store.GetBlobClient(segment.Name).DownloadContentAsync(Cancel);
            await foreach (var group in ParquetColumns.ReadGroupsAsync(
                content.Value.Content.ToStream(),
                name => name == SegmentReader.ArrivedAt,
                Cancel))
            {
                stored += group.Count;
            }
        }

        output.WriteLine(
            $"a file of {bytes / 1_000_000} MB, {rows} rows: {stored} in store after {seconds:F0} s, at most {held >> 20} MiB of objects "
            + $"held");
        Assert.Equal(rows, stored);
        Assert.InRange(held, 0, HeldByLargeFile);
    }

    private static int LongRun(string variable, int otherwise) => LongRunSwitch.TryRead(variable, out var given) ? given : otherwise;

    private async Task<(string Connection, WeatherStorage Storage)> AccountAsync()
    {
        var connection = azurite.NewConnectionString();
        var storage = new WeatherStorage(new StorageConnection { ConnectionString = connection }.Connect());
        await storage.CreateContainersAsync(Cancel);
        return (connection, storage);
    }

    /// <summary>Writes observations of many stations, hour by hour, to a blob until it has a size, holding none of it.</summary>
    /// <returns>The number of rows.</returns>
    private static async Task<long> UploadAsync(Azure.Storage.Blobs.BlobClient blob, long bytes)
    {
        await using var stream = await blob.OpenWriteAsync(overwrite: true, cancellationToken: Cancel);
        await using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 20);
        await text.WriteAsync("station_id,valid_time,temperature_2m,relative_humidity_2m\n");
        var (rows, written) = (0L, 0L);
        for (var hour = 0; written < bytes; hour++)
        {
            var time = UtcTime.Format(First.AddHours(hour));
            for (var station = 0; station < StationsOfLargeFile && written < bytes; station++, rows++)
            {
                var line = string.Create(
                    CultureInfo.InvariantCulture,
                    $"S{station:D4},{time},{(hour + station) % 300 / 10.0:F1},{40 + ((hour + station) % 50)}\n");
                await text.WriteAsync(line);
                written += line.Length;
            }
        }

        return rows;
    }

    /// <summary>Lets a service handle all that waits.</summary>
    /// <returns>How long it took, and the most bytes of objects that were held at once beside what was held before.</returns>
    private static async Task<(double Seconds, long Held)> HandleAsync(string connection, WeatherStorage storage, TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = before;
        await using var service = await ServiceInProcess.StartAsync(connection, TimeProvider.System, new HandMadeTrainer(storage));
        await using var looks = new Timer(
            _ => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true)),
            state: null,
            TimeSpan.Zero,
            TimeSpan.FromSeconds(1));
        await Promise.UntilQuietAsync(storage, AccountWorkflows.Of(connection), patience);
        return (clock.Elapsed.TotalSeconds, most - before);
    }
}
