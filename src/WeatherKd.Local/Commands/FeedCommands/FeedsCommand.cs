using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using WeatherKd.Feeds.Rounds;
using WeatherKd.Feeds.Settings;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands.FeedCommands;

/// <summary><c>weatherkd feeds</c>: what fetches model runs and observations by itself.</summary>
internal static class FeedsCommand
{
    public static Command Create() =>
        new Command("feeds", "Fetch model runs and observations from public sources.") { FeedsAddCommand.Create(), List(), Check(), Run() }
            .WithExamples("weatherkd feeds list", "weatherkd feeds run");

    private static Command List()
    {
        var (account, json) = (new AccountOption(), CommandRunner.JsonOption());
        var command = new Command("list", "Show the account's feeds and how they stand, and the sources that there are.")
        {
            json,
        }.WithExamples("weatherkd feeds list", "weatherkd feeds list --json");
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await FeedAccount.OpenAsync(account, parsed, cancellationToken);
            var file = await opened.Services.GetRequiredService<FeedsStore>().ReadAsync(cancellationToken);
            var statuses = opened.Services.GetRequiredService<FeedStatusStore>();
            var feeds = new List<(FeedSettings Settings, FeedStatus Status)>();
            foreach (var feed in file.Feeds)
            {
                feeds.Add((feed, await statuses.ReadAsync(feed.Name, cancellationToken)));
            }

            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(
                    new { file.Contact, feeds = feeds.Select(f =>
                        new { settings = f.Settings, status = f.Status }), sources = SourceCatalogue.All.Select(s =>
                            new { s.Name, s.Title, s.Key, s.Terms }) });
                return 0;
            }

            Print(TableConsole.Create(Console.Out), feeds);
            return 0;
        });
        return command;
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<(FeedSettings Settings, FeedStatus Status)> feeds)
    {
        var standing = TableConsole.Table("feed", "~last blob, what is late or wrong", "written at", ">blobs", ">asked", ">MB");
        foreach (var (feed, s) in feeds)
        {
            var told = new[] { s.LastBlob, s.Late is { } late ? $"late: {late.Missing}" : null, s.LastError }.OfType<string>();
            standing.AddRow(
                Markup.Escape(feed.Name),
                Markup.Escape(string.Join("; ", told)),
                TableConsole.Time(s.LastWritten),
                $"{s.Written}",
                $"{s.Requests}",
                $"{s.Bytes / 1e6:F2}");
        }

        if (feeds.Count == 0)
        {
            console.Write(new Text("No feed has been added yet.\n"));
        }
        else
        {
            console.Write(standing);
        }

        console.Write(new Text("\nSources, each to be added with 'weatherkd feeds add SOURCE':\n"));
        var sources = TableConsole.Table("source", "~what", "key");
        foreach (var source in SourceCatalogue.All)
        {
            sources.AddRow(source.Name, Markup.Escape(source.Title), source.Key ?? string.Empty);
        }

        console.Write(sources);
        console.Write(new Text("A key is set where the host runs, as WEATHERKD_Feeds__Keys__kma.\n"));
    }

    private static Command Check()
    {
        var name = new Argument<string>("NAME") { Description = "The feed." };
        var (account, json) = (new AccountOption(), CommandRunner.JsonOption());
        var command = new Command("check", "Ask a feed's source once, and say what differs from what is expected. Nothing is stored.")
        {
            name,
            json,
        }.WithExamples("weatherkd feeds check gfs");
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await FeedAccount.OpenAsync(account, parsed, cancellationToken);
            var file = await opened.Services.GetRequiredService<FeedsStore>().ReadAsync(cancellationToken);
            var result = await opened.Services
                .GetRequiredService<FeedCheck>()
                .RunAsync(Find(file, parsed.GetValue(name)!), file, cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(result);
            }
            else
            {
                Console.Out.WriteLine(
                    $"{result.Feed}: {result.Address ?? "no address"}; {result.Requests} requests, {result.Bytes} bytes.");
                result.Found.ToList().ForEach(f => Console.Out.WriteLine("  as expected: " + f));
                result.Differs.ToList().ForEach(d => Console.Out.WriteLine("  differs: " + d));
            }

            return result.Differs.Count == 0 ? 0 : CommandRunner.OutsideFailed;
        });
        return command;
    }

    private static Command Run()
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "The feed; without it all whose look is due.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (account, json) = (new AccountOption(), CommandRunner.JsonOption());
        var command = new Command("run", "Look once at the feeds now, as the hosts' timers do, and fetch what is published.")
        {
            name,
            json,
        }.WithExamples("weatherkd feeds run", "weatherkd feeds run gfs");
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await FeedAccount.OpenAsync(account, parsed, cancellationToken);
            var only = parsed.GetValue(name);
            if (only is not null)
            {
                Find(await opened.Services.GetRequiredService<FeedsStore>().ReadAsync(cancellationToken), only);
            }

            var looks = await opened.Services.GetRequiredService<FeedRound>().RunAsync(only, cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(looks);
            }
            else
            {
                foreach (var look in looks)
                {
                    Console.Out.WriteLine(
                        $"{look.Feed}: {look.Written} blobs written, {look.Failed} failed, {look.Requests} requests, "
                        + $"{look.Bytes / 1e6:F2} "
                        + $"MB{(look.Late is { } late ? $"; waits for {late.Missing}" : "")}{(look.Error is { } error ? $"; {error}" : "")}");
                }

                if (looks.Count == 0)
                {
                    var file = await opened.Services.GetRequiredService<FeedsStore>().ReadAsync(cancellationToken);
                    Console.Out.WriteLine(file.Feeds.Count == 0
                        ? "No feed has been added yet; 'weatherkd feeds add SOURCE' adds one."
                        : "No feed's look is due.");
                }
            }

            return looks.Any(l => l.Error is not null) ? CommandRunner.OutsideFailed : 0;
        });
        return command;
    }

    private static FeedSettings Find(FeedsFile file, string name) => file.Feeds.FirstOrDefault(f => f.Name == name)
        ?? throw new InvalidOperationException(
            (file.Feeds.Count == 0
                ? $"There is no feed '{name}', and no other yet"
                : $"There is no feed '{name}'. The feeds are {string.Join(", ", file.Feeds.Select(f => f.Name))}")
            + "; 'weatherkd feeds add' adds one.");
}
