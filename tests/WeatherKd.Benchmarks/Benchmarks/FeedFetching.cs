using System.Diagnostics;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Rounds;
using WeatherKd.Feeds.Settings;
using WeatherKd.Feeds.Sources;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.Local.Storage;
using WeatherKd.Storage;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// What feeds cost, against the playing server with messages as large as the real ones of GFS: requests and bytes of a run beside what the
/// wanted messages take, memory, speed, what 20 kills cost, and an idle day. The server is this process, the
/// fetching another one (<see cref="Command"/>).
/// </summary>
internal static class FeedFetching
{
    /// <summary>The command of the process that fetches: address, connection string, feed.</summary>
    public const string Command = "feed-look";

    private const int Kills = 20;
    private static readonly DateTimeOffset Now = new(2025, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Wanted =
    [
        "TMP:2 m above ground",
        "RH:2 m above ground",
        "UGRD:10 m above ground",
        "VGRD:10 m above ground"
    ];

    /// <summary>
    /// Lengths of the messages of gfs.t00z.pgrb2.0p25.f007 of 2025-08-01, by its index, in the order of <see cref="PlayedField.All"/>.
    /// </summary>
    private static readonly int[] Lengths = [980_000, 583_798, 523_421, 1_234_681, 538_108, 800_783, 566_312, 983_860, 962_097, 848_245];

    /// <summary>Bytes of GFS's real index.</summary>
    private const int IndexBytes = 40_471;

    public static int Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>
    /// Looks once at all feeds of an account, as a host does; prints blobs, seconds, the largest working set and processor time.
    /// </summary>
    public static async Task<int> LookAsync(string connection)
    {
        await using var round = Round(Open(connection), new SystemAt(Now));
        var clock = Stopwatch.StartNew();
        var looks = await round.RunAsync("gfs", CancellationToken.None);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{looks[0].Written} {clock.Elapsed.TotalSeconds:F2} {process.PeakWorkingSet64 >> 20} "
            + $"{process.TotalProcessorTime.TotalSeconds:F2} {looks[0].Error}"));
        return 0;
    }

    private static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("weatherkd-benchmark-");
        try
        {
            var accounts = string.Join(';', Enumerable.Range(0, 6).Select(i => $"account{i}:{Key}"));
            await using var azurite = await Azurite.StartAsync(folder.FullName, Console.WriteLine, CancellationToken.None, accounts);
            var time = new SystemAt(Now);
            await using var server = await PlayingServer.StartAsync(
                new PlayedWeather(new SimulatedWeather(1), PlayedGrid.Small),
                time,
                TimeSpan.FromHours(4),
                CancellationToken.None);
            PublishTrueSizes(server);
            await RunOfGfsAsync(server, Connection(azurite, 0));
            await KillsAsync(server, Connection(azurite, 1));
            var running = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(
                folder.FullName,
                AzuriteRemains.RunningName))).RootElement;
            using var storing = Process.GetProcessById(running.GetProperty("pid").GetInt32());
            await ThousandPartsAsync(server, storing, Connection(azurite, 2));
            await DayOfTenStationsAsync(server, time, Connection(azurite, 3));
            await IdleDayAsync(server, time, Connection(azurite, 4));
            time.Now = Now;
            server.Withholds = false;
            await TenThousandPartsAsync(server, Connection(azurite, 5));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static string Connection(Azurite azurite, int number) =>
        $"DefaultEndpointsProtocol=http;AccountName=account{number};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{azurite.Port}/account{number};";

    private static async Task RunOfGfsAsync(PlayingServer server, string connection)
    {
        await AddAsync(connection, Gfs(server));
        server.Requests.Clear();
        var (written, seconds, megabytes, _) = await FetchAsync(connection);
        var wanted = 48L * Wanted.Sum(n => Lengths[Index(n)]);
        var bytes = server.Requests.Sum(r => r.Bytes);
        Console.WriteLine(
            $"A run of GFS, 3 variables, 48 leads: {written} blobs, {server.Requests.Count} requests "
            + $"({server.Requests.Count / (48.0 * Wanted.Length):F3} times the {48 * Wanted.Length} wanted messages), {bytes / 1e6:F1} MB "
            + $"({bytes / (double)wanted:F3} times the messages' {wanted / 1e6:F1} MB), {seconds:F1} s, {bytes / 1e6 / seconds:F0} MB/s, "
            + $"peak {megabytes} MiB");
    }

    private static async Task KillsAsync(PlayingServer server, string connection)
    {
        await AddAsync(connection, Gfs(server));
        server.Requests.Clear();
        var random = new Random(7);
        var kills = 0;
        while (kills < Kills)
        {
            using var host = Start(connection);
            var stopAt = server.Requests.Count + random.Next(1, 9);
            while (!host.HasExited && server.Requests.Count < stopAt)
            {
                await Task.Delay(1);
            }

            if (!host.HasExited)
            {
                host.Kill();
                await host.WaitForExitAsync();
                kills++;
            }
            else if (await CountAsync(connection) == 48)
            {
                break;
            }
        }

        // The last holders' leases end; then whoever comes finishes.
        int blobs;
        do
        {
            await Task.Delay(TimeSpan.FromSeconds(5));
            await FetchAsync(connection);
            blobs = await CountAsync(connection);
        }
        while (blobs < 48);
        var ranges = server.Requests.Where(r => r.Range.Length > 0 && r.Status == 206).ToList();
        var twice = ranges.GroupBy(r => r.Path + r.Range).Where(g => g.Count() > 1).ToList();
        Console.WriteLine(
            $"{kills} kills: {blobs} of 48 blobs, {ranges.Count} ranges asked for, {twice.Count} of them again "
            + $"({twice.Sum(g => g.Skip(1).Sum(r => r.Bytes)) / 1e6:F1} MB of {ranges.Sum(r => r.Bytes) / 1e6:F1}): those whose answer "
            + $"the killed process was receiving");
    }

    private static async Task ThousandPartsAsync(PlayingServer server, Process azurite, string connection)
    {
        // 21 runs of 48 leads or more.
        await AddAsync(connection, Gfs(server) with { Runs = null, HistoryDays = 6, Parallelism = 8 });
        server.Requests.Clear();
        var storedBefore = azurite.TotalProcessorTime;
        var (written, seconds, megabytes, processor) = await FetchAsync(connection);
        azurite.Refresh();
        var storing = (azurite.TotalProcessorTime - storedBefore).TotalSeconds;
        var bytes = server.Requests.Sum(r => r.Bytes);
        Console.WriteLine(
            $"{written} parts on loopback: {bytes / 1e6:F0} MB in {seconds:F1} s, {bytes / 1e6 / seconds:F0} MB/s, peak {megabytes} MiB; "
            + $"{bytes / 1e6 / processor:F0} MB a second of the fetching process's processor time, {bytes / 1e6 / storing:F0} of "
            + $"Azurite's");
    }

    /// <summary>53 days of four runs of 48 leads, each message as short as there can be: what a part costs beside its bytes.</summary>
    private static async Task TenThousandPartsAsync(PlayingServer server, string connection)
    {
        const int Days = 53;
        const int Shortest = 64;
        server.Shape = (run, lead) =>
        {
            var idx = new System.Text.StringBuilder();
            for (var i = 0; i < Wanted.Length; i++)
            {
                idx.Append($"{i + 1}:{i * Shortest}:d={run:yyyyMMddHH}:{Wanted[i]}:{lead} hour fcst:\n");
            }

            return ([.. Enumerable.Repeat(Padded(run, Shortest), Wanted.Length).SelectMany(m => m)], idx.ToString());
        };
        await AddAsync(connection, Gfs(server) with { Runs = null, HistoryDays = Days, Parallelism = 8 });
        server.Requests.Clear();
        var (written, seconds, megabytes, _) = await FetchAsync(connection);
        var twice = server.Requests.GroupBy(r => r.Path + r.Range).Count(g => g.Count() > 1);
        Console.WriteLine(
            $"{written} tiny parts: {seconds:F1} s, {written / seconds:F0} a second, {server.Requests.Count} requests, {twice} of them "
            + $"twice, {await CountAsync(connection)} blobs, peak {megabytes} MiB");
    }

    /// <summary>A day as the README's five lines set it up: all runs of GFS, and the reports of ten airports.</summary>
    private static async Task DayOfTenStationsAsync(PlayingServer server, SystemAt time, string connection)
    {
        await AddAsync(connection, Gfs(server) with { Runs = null, HistoryDays = 0 });
        await AddAsync(connection, new FeedSettings
        {
            Name = "metar",
            Source = "metar",
            Address = server.Address.ToString(),
            Stations = [.. Enumerable.Range(0, 10).Select(i => $"RKS{(char)('A' + i)}")],
            HistoryDays = 0,
            RequestsPerSecond = 100,
        });

        // Two hours of half-hourly reports, each as long as one of EGLL that clients' documentation quotes.
        server.Files["/metar"] = System.Text.Encoding.UTF8.GetBytes(string.Concat(
            from i in Enumerable.Range(0, 10)
            from minute in new[] { "1120", "1150", "1220", "1250" }
            select $"METAR RKS{(char)('A' + i)} 01{minute}Z 32008KT 9999 -RA FEW010 BKN020 15/13 Q1006\n"));
        server.Requests.Clear();
        await DayAsync(time, connection);
        foreach (var source in new[] { "/gfs", "/metar" })
        {
            var asked = server.Requests.Where(r => r.Path.StartsWith(source, StringComparison.Ordinal)).ToList();
            Console.WriteLine($"A day of {source[1..]} for ten stations: {asked.Count} requests, {asked.Sum(r => r.Bytes) / 1e6:F2} MB");
        }
    }

    private static async Task IdleDayAsync(PlayingServer server, SystemAt time, string connection)
    {
        await AddAsync(connection, Gfs(server) with { Runs = null });
        server.Withholds = true;
        server.Requests.Clear();
        await DayAsync(time, connection);
        Console.WriteLine($"A day on which nothing is published: {server.Requests.Count} requests");
    }

    /// <summary>Looks every five minutes for a day.</summary>
    private static async Task DayAsync(SystemAt time, string connection)
    {
        await using var round = Round(Open(connection), time);
        for (var look = 0; look < 288; look++)
        {
            time.Now += TimeSpan.FromMinutes(5);
            await round.RunAsync(CancellationToken.None);
        }
    }

    private static FeedSettings Gfs(PlayingServer server) => new()
    {
        Name = "gfs",
        Source = "gfs",
        Address = server.Address + "gfs/",
        Runs = [6],
        HistoryDays = 1,
        Delay = TimeSpan.FromHours(4),
        RequestsPerSecond = 100,
        Parallelism = 4,
    };

    private static int Index(string field) => PlayedField.All.ToList().FindIndex(f => f.Ncep == field);

    /// <summary>Lets the server pad each message to its real length, and the index too.</summary>
    private static void PublishTrueSizes(PlayingServer server) => server.Shape = (run, lead) =>
    {
        // A run's leads are of one content: the server is not what is measured.
        var messages = Messages.GetOrAdd(run, r => Lengths.Select(length => Padded(r, length)).ToList());
        var content = Contents.GetOrAdd(run, _ => PlayedFile.Of(run, lead, messages).Content);
        var idx = new System.Text.StringBuilder();
        var start = 0;
        for (var i = 0; i < messages.Count; start += messages[i++].Length)
        {
            idx.Append($"{i + 1}:{start}:d={run:yyyyMMddHH}:{PlayedField.All[i].Ncep}:{lead} hour fcst:\n");
        }

        for (var i = 100; idx.Length < IndexBytes; i++)
        {
            idx.Append($"{i}:{content.Length}:d={run:yyyyMMddHH}:TMP:{i} mb:{lead} hour fcst:\n");
        }

        return (content, idx.ToString());
    };

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<DateTimeOffset, List<byte[]>> Messages = new();
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<DateTimeOffset, byte[]> Contents = new();

    /// <summary>A frame of GRIB around nothing: feeds look at the frame, the length and the run.</summary>
    private static byte[] Padded(DateTimeOffset run, int length)
    {
        var message = new byte[length];
        "GRIB"u8.CopyTo(message);
        message[7] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(8), length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(28), (ushort)run.Year);
        (message[30], message[31], message[32]) = ((byte)run.Month, (byte)run.Day, (byte)run.Hour);
        "7777"u8.CopyTo(message.AsSpan(length - 4));
        return message;
    }

    private static async Task AddAsync(string connection, FeedSettings feed)
    {
        var storage = Open(connection);
        await storage.CreateContainersAsync(CancellationToken.None);
        await new FeedsStore(storage).AddAsync(feed, "benchmark", CancellationToken.None);
    }

    private static async Task<int> CountAsync(string connection)
    {
        var count = 0;
        await foreach (var _ in Open(connection).NumericalModel.GetBlobsAsync(
            BlobTraits.None,
            BlobStates.None,
            null,
            CancellationToken.None))
        {
            count++;
        }

        return count;
    }

    private static async Task<(int Written, double Seconds, long Megabytes, double Processor)> FetchAsync(string connection)
    {
        using var host = Start(connection);
        var words = (await host.StandardOutput.ReadToEndAsync()).Split(' ', 5);
        await host.WaitForExitAsync();
        if (words.Length == 5 && words[4].Trim().Length > 0)
        {
            Console.WriteLine($"  {words[4].Trim()}");
        }

        return (
            int.Parse(words[0]),
            double.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture),
            long.Parse(words[2]),
            double.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static Process Start(string connection) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Command, connection])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;

    private static WeatherStorage Open(string connection) => new(new StorageConnection { ConnectionString = connection }.Connect());

    private static FeedRound Round(WeatherStorage storage, TimeProvider clock)
    {
        // On loopback the limit of requests a second is not the source's but that of the settings' range; here none is meant.
        var factory = new FeedFactory(storage, new SourceKeys(new ConfigurationBuilder().Build()), clock)
        {
            Adjust = limits => limits with { RequestsPerSecond = 100_000 },
        };
        return new FeedRound(
            new FeedsStore(storage),
            new FeedStatusStore(storage),
            factory,
            new PartFetch(storage, new WorkFolder()),
            new FeedRetention(storage, NullLogger<FeedRetention>.Instance),
            new SourceAttributions(storage, clock),
            clock,
            NullLogger<FeedRound>.Instance);
    }

    /// <summary>The system's timers, and a wall clock that stands.</summary>
    private sealed class SystemAt(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
