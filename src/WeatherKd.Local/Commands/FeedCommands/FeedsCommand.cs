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
    /// <summary>Makes the command.</summary>
    public static Command Create() => new Command("feeds", "Fetch model runs and observations from public sources.") { FeedsAddCommand.Create(), List(), Check(), Run() }
        .WithExamples("weatherkd feeds list", "weatherkd feeds run");

    private static Command List()
    {
        var (account, json) = (new AccountOption(), CommandRunner.JsonOption());
        var command = new Command("list", "Show the account's feeds and how they stand, and the sources that there are.") { json }.WithExamples("weatherkd feeds list", "weatherkd feeds list --json");
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
                CommandRunner.PrintJson(new { file.Contact, feeds = feeds.Select(f => new { settings = f.Settings, status = f.Status }), sources = SourceCatalogue.All.Select(s => new { s.Name, s.Title, s.Key, s.Terms }) });
                return 0;
            }

            var table = TableConsole.Table("feed", "source", "~last blob", "written at", "~late", "~last error", ">blobs", ">asked", ">MB");

            foreach (var (feed, s) in feeds)
            {
                table.AddRow(
                    feed.Name, feed.Source, Markup.Escape(s.LastBlob ?? ""), s.LastWritten is { } at ? TableConsole.Time(at) : "", Markup.Escape(s.Late?.Missing ?? ""), Markup.Escape(s.LastError ?? ""),
                    $"{s.Written}", $"{s.Requests}", $"{s.Bytes / 1e6:F2}");
            }

            TableConsole.Create(Console.Out).Write(table);
            Console.Out.WriteLine("Sources, each to be added with 'weatherkd feeds add NAME':");
            foreach (var source in SourceCatalogue.All)
            {
                Console.Out.WriteLine($"  {source.Name,-18}{source.Title}{(source.Key is { } key ? $"; key in WEATHERKD_Feeds__Keys__{key}" : "")}");
            }

            return 0;
        });
        return command;
    }

    private static Command Check()
    {
        var name = new Argument<string>("name") { Description = "The feed." };
        var (account, json) = (new AccountOption(), CommandRunner.JsonOption());
        var command = new Command("check", "Ask a feed's source once, and say what differs from what is expected. Nothing is stored.") { name, json }.WithExamples("weatherkd feeds check gfs");
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var opened = await FeedAccount.OpenAsync(account, parsed, cancellationToken);
            var file = await opened.Services.GetRequiredService<FeedsStore>().ReadAsync(cancellationToken);
            var result = await opened.Services.GetRequiredService<FeedCheck>().RunAsync(Find(file, parsed.GetValue(name)!), file, cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(result);
            }
            else
            {
                Console.Out.WriteLine($"{result.Feed}: {result.Address ?? "no address"}; {result.Requests} requests, {result.Bytes} bytes.");
                result.Found.ToList().ForEach(f => Console.Out.WriteLine("  as expected: " + f));
                result.Differs.ToList().ForEach(d => Console.Out.WriteLine("  differs: " + d));
            }

            return result.Differs.Count == 0 ? 0 : CommandRunner.OutsideFailed;
        });
        return command;
    }

    private static Command Run()
    {
        var name = new Argument<string?>("name") { Description = "The feed; without it all whose look is due.", Arity = ArgumentArity.ZeroOrOne };
        var (account, json) = (new AccountOption(), CommandRunner.JsonOption());
        var command = new Command("run", "Look once at the feeds now, as the hosts' timers do, and fetch what is published.") { name, json }.WithExamples("weatherkd feeds run", "weatherkd feeds run gfs");
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
                        $"{look.Feed}: {look.Written} blobs written, {look.Failed} failed, {look.Requests} requests, {look.Bytes / 1e6:F2} MB{(look.Late is { } late ? $"; waits for {late.Missing}" : "")}{(look.Error is { } error ? $"; {error}" : "")}");
                }

                if (looks.Count == 0)
                {
                    Console.Out.WriteLine("No feed's look is due.");
                }
            }

            return looks.Any(l => l.Error is not null) ? CommandRunner.OutsideFailed : 0;
        });
        return command;
    }

    private static FeedSettings Find(FeedsFile file, string name) => file.Feeds.FirstOrDefault(f => f.Name == name)
        ?? throw new InvalidOperationException($"There is no feed '{name}'. The feeds are {(file.Feeds.Count == 0 ? "none yet" : string.Join(", ", file.Feeds.Select(f => f.Name)))}; 'weatherkd feeds add' adds one.");
}
