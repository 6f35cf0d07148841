using System.Diagnostics;
using Azure.Storage.Blobs.Models;
using WeatherKd.Feeds.Settings;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Demo.Playing;
using WeatherKd.Local.Storage;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// What feeds cost, against the playing server with messages as large as the real ones of GFS: requests and bytes of a run beside what the
/// wanted messages take, memory, speed, what 20 kills cost, and an idle day. The server is this process, the
/// fetching another one (<see cref="FetchingHost"/>).
/// </summary>
internal static class FeedFetching
{
    /// <summary>The hour at which a benchmark begins, by the clocks of server and hosts.</summary>
    public static readonly DateTimeOffset Now = new(2025, 8, 1, 12, 0, 0, TimeSpan.Zero);

    private const int Kills = 20;
    private static readonly string[] Wanted =
    [
        "TMP:2 m above ground",
        "RH:2 m above ground",
        "UGRD:10 m above ground",
        "VGRD:10 m above ground"
    ];

    public static int Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("weatherkd-benchmark-");
        try
        {
            var accounts = string.Join(';', Enumerable.Range(0, 6).Select(i => $"account{i}:{Key}"));
            await using var azurite = await Azurite.StartAsync(folder.FullName, Console.WriteLine, CancellationToken.None, accounts);
            var time = new StandingClock(Now);
            await using var server = await PlayingServer.StartAsync(
                new PlayedWeather(new SimulatedWeather(1), PlayedGrid.Small),
                time,
                TimeSpan.FromHours(4),
                CancellationToken.None);
            GfsSizes.Publish(server);
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
        var (written, seconds, megabytes, _) = await FetchingHost.FetchAsync(connection);
        var wanted = 48L * GfsSizes.Of(Wanted);
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
            using var host = FetchingHost.Start(connection);
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
            await FetchingHost.FetchAsync(connection);
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
        var (written, seconds, megabytes, processor) = await FetchingHost.FetchAsync(connection);
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

            return ([.. Enumerable.Repeat(GfsSizes.Padded(run, Shortest), Wanted.Length).SelectMany(m => m)], idx.ToString());
        };
        await AddAsync(connection, Gfs(server) with { Runs = null, HistoryDays = Days, Parallelism = 8 });
        server.Requests.Clear();
        var (written, seconds, megabytes, _) = await FetchingHost.FetchAsync(connection);
        var twice = server.Requests.GroupBy(r => r.Path + r.Range).Count(g => g.Count() > 1);
        Console.WriteLine(
            $"{written} tiny parts: {seconds:F1} s, {written / seconds:F0} a second, {server.Requests.Count} requests, {twice} of them "
            + $"twice, {await CountAsync(connection)} blobs, peak {megabytes} MiB");
    }

    /// <summary>A day as the README's five lines set it up: all runs of GFS, and the reports of ten airports.</summary>
    private static async Task DayOfTenStationsAsync(PlayingServer server, StandingClock time, string connection)
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

    private static async Task IdleDayAsync(PlayingServer server, StandingClock time, string connection)
    {
        await AddAsync(connection, Gfs(server) with { Runs = null });
        server.Withholds = true;
        server.Requests.Clear();
        await DayAsync(time, connection);
        Console.WriteLine($"A day on which nothing is published: {server.Requests.Count} requests");
    }

    /// <summary>Looks every five minutes for a day.</summary>
    private static async Task DayAsync(StandingClock time, string connection)
    {
        await using var round = FetchingHost.NewRound(FetchingHost.Open(connection), time);
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

    private static async Task AddAsync(string connection, FeedSettings feed)
    {
        var storage = FetchingHost.Open(connection);
        await storage.CreateContainersAsync(CancellationToken.None);
        await new FeedsStore(storage).AddAsync(feed, "benchmark", CancellationToken.None);
    }

    private static async Task<int> CountAsync(string connection)
    {
        var count = 0;
        await foreach (var _ in FetchingHost.Open(connection).NumericalModel.GetBlobsAsync(
            BlobTraits.None,
            BlobStates.None,
            null,
            CancellationToken.None))
        {
            count++;
        }

        return count;
    }
}
