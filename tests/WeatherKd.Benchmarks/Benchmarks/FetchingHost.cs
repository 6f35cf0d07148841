using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Rounds;
using WeatherKd.Feeds.Settings;
using WeatherKd.Feeds.Sources;
using WeatherKd.Storage;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>A process of its own that fetches what the feeds of an account want, so that it can be measured and killed.</summary>
internal static class FetchingHost
{
    /// <summary>The command of the process, before the account's connection string.</summary>
    public const string Command = "feed-look";

    /// <summary>
    /// Looks once at all feeds of an account, as a host does; prints blobs, seconds, the largest working set and processor time.
    /// </summary>
    public static async Task<int> LookAsync(string connection)
    {
        await using var round = NewRound(Open(connection), new StandingClock(FeedFetching.Now));
        var clock = Stopwatch.StartNew();
        var looks = await round.RunAsync("gfs", CancellationToken.None);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{looks[0].Written} {clock.Elapsed.TotalSeconds:F2} {process.PeakWorkingSet64 >> 20} "
            + $"{process.TotalProcessorTime.TotalSeconds:F2} {looks[0].Error}"));
        return 0;
    }

    /// <summary>Starts the process and waits until it has looked; what went wrong is printed.</summary>
    public static async Task<(int Written, double Seconds, long Megabytes, double Processor)> FetchAsync(string connection)
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
            double.Parse(words[1], CultureInfo.InvariantCulture),
            long.Parse(words[2]),
            double.Parse(words[3], CultureInfo.InvariantCulture));
    }

    /// <summary>Starts the process.</summary>
    public static Process Start(string connection) => Process.Start(ThisProgram.With(Command, connection))!;

    /// <summary>An account.</summary>
    public static WeatherStorage Open(string connection) => new(new StorageConnection { ConnectionString = connection }.Connect());

    /// <summary>Looks at the feeds of an account by a clock.</summary>
    public static FeedRound NewRound(WeatherStorage storage, TimeProvider clock)
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
}
