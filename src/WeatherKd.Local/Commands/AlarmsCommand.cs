using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using WeatherKd.Alarms;
using WeatherKd.Local.Terminal;
using WeatherKd.Watch;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd alarms list|ack</c>: what the watch found, and what an operator has seen.</summary>
internal static class AlarmsCommand
{
    public static Command Create() =>
        new Command("alarms", "What the watch found, and what an operator has seen.") { CreateList(), CreateAcknowledge() }
            .WithExamples("weatherkd alarms list", "weatherkd alarms ack SilentStation/129");

    private static Command CreateList()
    {
        var account = new AccountOption();
        var json = CommandRunner.JsonOption();
        var command = new Command("list", "List the alarms that stand, those that were acknowledged too.")
        {
            json,
        }.WithExamples("weatherkd alarms list", "weatherkd alarms list --json");
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var services = AccountOption.Domain(account.Connection(parsed));
            var alarms = await services.GetRequiredService<WatchRound>().AlarmsAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(alarms);
                return 0;
            }

            if (alarms.Count == 0)
            {
                Console.Out.WriteLine("No alarm stands.");
                return 0;
            }

            var table = TableConsole.Table("alarm", "since", "~what");
            foreach (var alarm in alarms)
            {
                table.AddRow(Markup.Escape(alarm.Key), TableConsole.Time(alarm.Since), Markup.Escape(alarm.Message + Seen(alarm)));
            }

            TableConsole.Create(Console.Out).Write(table);
            return 0;
        });
        return command;
    }

    private static Command CreateAcknowledge()
    {
        var keys = new Argument<string[]>("ALARM")
        {
            Description = "Alarms, as 'alarms list' names them, or their kind for all of it.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--all") { Description = "All that stand." };
        var reason = new Option<string?>("--reason") { Description = "What to say about them." };
        var account = new AccountOption();
        var json = CommandRunner.JsonOption();
        var command = new Command("ack", "Take alarms off the page until they are over; one that comes again is shown again.")
        {
            keys,
            all,
            reason,
            json,
        }
            .WithExamples(
                "weatherkd alarms ack SilentStation/129 --reason \"mast is down\"",
                "weatherkd alarms ack SilentStation",
                "weatherkd alarms ack --all");
        account.AddTo(command);
        command.TakesNamesOrAll(keys, all, "'weatherkd alarms ack' takes the names of alarms, or --all.");
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var services = AccountOption.Domain(account.Connection(parsed));
            var seen = await services.GetRequiredService<WatchRound>().AcknowledgeAsync(
                parsed.GetValue(all) ? null : parsed.GetValue(keys),
                $"operator {Environment.UserName}",
                parsed.GetValue(reason),
                cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(seen);
            }
            else
            {
                Console.Out.WriteLine($"Acknowledged: {string.Join(", ", seen.Select(a => a.Key))}.");
            }

            return 0;
        });
        return command;
    }

    private static string Seen(Alarm alarm) =>
        alarm.Acknowledged is { } seen
            ? $" Acknowledged at {TableConsole.Time(seen.At)} by {seen.By}{(seen.Reason is { } said ? $": {said}" : string.Empty)}."
            : string.Empty;
}
