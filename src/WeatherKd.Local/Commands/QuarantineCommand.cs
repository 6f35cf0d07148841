using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using WeatherKd.Ingestion;
using WeatherKd.Local.Terminal;
using WeatherKd.Storage;

namespace WeatherKd.Local.Commands;

/// <summary>
/// <c>weatherkd quarantine list|show|retry</c>: the files that could not be read, why, and another try after the cause was mended.
/// </summary>
internal static class QuarantineCommand
{
    public static Command Create() =>
        new Command("quarantine", "The files that could not be read, why, and another try.") { CreateList(), CreateShow(), CreateRetry() }
            .WithExamples(
                "weatherkd quarantine list",
                "weatherkd quarantine show observations/129.csv",
                "weatherkd quarantine retry --all");

    private static Command CreateList()
    {
        var command = new Command("list", "List the files in quarantine, newest first.").WithExamples(
            "weatherkd quarantine list",
            "weatherkd quarantine list --json");
        return WithServices(command, async (parsed, services, json, cancellationToken) =>
        {
            var reasons = await services.GetRequiredService<Quarantine>().ListAsync(cancellationToken);
            if (json)
            {
                CommandRunner.PrintJson(reasons);
            }
            else if (reasons.Count == 0)
            {
                Console.Out.WriteLine("Nothing is in quarantine.");
            }
            else
            {
                var table = TableConsole.Table("arrived", "~file", "~why");
                foreach (var reason in reasons)
                {
                    table.AddRow(TableConsole.Time(reason.ArrivedAt), Markup.Escape(reason.File), Markup.Escape(reason.Reason));
                }

                TableConsole.Create(Console.Out).Write(table);
            }

            return 0;
        });
    }

    private static Command CreateShow()
    {
        var file = new Argument<string>("FILE") { Description = "Container and name, as 'quarantine list' shows them." };
        var command = new Command("show", "Show why a file is in quarantine.")
        {
            file,
        }.WithExamples("weatherkd quarantine show observations/129.csv");
        return WithServices(command, async (parsed, services, json, cancellationToken) =>
        {
            var reason = await services.GetRequiredService<QuarantineReading>().FindAsync(parsed.GetValue(file)!, cancellationToken);
            if (json)
            {
                CommandRunner.PrintJson(reason);
                return 0;
            }

            var table = TableConsole.Table("", "~");
            (string Name, object? Value)[] rows =
            [
                ("file", reason.File),
                ("arrived", TableConsole.Time(reason.ArrivedAt)),
                ("why", reason.Reason),
                ("line", reason.Line),
                ("column", reason.Column),
                ("given", reason.Given),
                ("allowed", reason.Allowed),
                ("message", reason.MessageNumber),
                ("at byte", reason.ByteOffset),
                ("the rest", reason.PartlyUsed ? "was stored" : "was not stored"),
                ("sha-256", reason.Sha256),
            ];
            foreach (var (name, value) in rows.Where(r => r.Value is not null and not ""))
            {
                table.AddRow($"[grey]{name}[/]", Markup.Escape($"{value}"));
            }

            TableConsole.Create(Console.Out).Write(table);
            return 0;
        });
    }

    private static Command CreateRetry()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Container and name, as 'quarantine list' shows them.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--all") { Description = "All files in quarantine." };
        var command = new Command("retry", "Read files in quarantine again, after what was wrong is mended.") { files, all }
            .WithExamples("weatherkd quarantine retry observations/129.csv", "weatherkd quarantine retry --all");
        command.TakesNamesOrAll(files, all, "'weatherkd quarantine retry' takes the names of files, or --all.");
        return WithServices(command, async (parsed, services, json, cancellationToken) =>
        {
            var retry = services.GetRequiredService<QuarantineReading>();
            var asked = parsed.GetValue(all)
                ? (await services.GetRequiredService<Quarantine>().ListAsync(cancellationToken)).Select(r => r.File)
                : parsed.GetValue(files)!;
            var results = new List<RetriedFile>();
            foreach (var file in asked)
            {
                var result = await retry.RetryAsync(file, cancellationToken);
                results.Add(result);
                if (!json)
                {
                    Console.Out.WriteLine(result.StillWrong is { } why
                        ? $"{file} stays in quarantine: {why}"
                        : $"{file} was read and stored.");
                }
            }

            if (json)
            {
                CommandRunner.PrintJson(results);
            }

            return results.Exists(r => r.StillWrong is not null) ? CommandRunner.BadInput : 0;
        });
    }

    private static Command WithServices(Command command, Func<ParseResult, IServiceProvider, bool, CancellationToken, Task<int>> action)
    {
        var account = new AccountOption();
        var json = CommandRunner.JsonOption();
        command.Options.Add(json);
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var services = AccountOption.Domain(account.Connection(parsed));
            return await action(parsed, services, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }
}
