using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using WeatherKd.Local.Terminal;
using WeatherKd.Watch;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd retention</c>: what is old and no longer referred to. It shows the plan; <c>--apply</c> carries it out.</summary>
internal static class RetentionCommand
{
    public static Command Create()
    {
        var apply = new Option<bool>("--apply") { Description = "Delete what the plan names; without it nothing is deleted." };
        var json = CommandRunner.JsonOption();
        var account = new AccountOption();
        var command = new Command(
            "retention",
            "Show, or with --apply delete, what is older than the configured ages (WEATHERKD_Retention__…) and no student that is kept "
            + "refers to.")
        {
            apply,
            json,
        }
            .WithExamples("weatherkd retention", "weatherkd retention --apply");
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var services = AccountOption.Domain(account.Connection(parsed));
            var retention = services.GetRequiredService<Retention>();
            var plan = await retention.PlanAsync(cancellationToken);
            if (!parsed.GetValue(json))
            {
                Print(plan);
            }

            var deleted = parsed.GetValue(apply) ? await retention.ApplyAsync(plan, cancellationToken) : 0;
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(new { plan, applied = parsed.GetValue(apply), deleted });
            }
            else if (plan.Items.Count > 0)
            {
                Console.Out.WriteLine(parsed.GetValue(apply) ? $"Deleted {deleted} blobs." : "Nothing was deleted; --apply deletes it.");
            }

            return 0;
        });
        return command;
    }

    private static void Print(RetentionPlan plan)
    {
        if (plan.Items.Count == 0)
        {
            Console.Out.WriteLine("Nothing is old enough to go.");
            return;
        }

        var table = TableConsole.Table("container", "~what", "~why", ">blobs", ">MB");
        foreach (var item in plan.Items)
        {
            table.AddRow(
                item.Container,
                Markup.Escape(item.Folder),
                Markup.Escape(item.Reason),
                $"{item.Blobs.Count}",
                $"{item.Bytes / 1e6:F2}");
        }

        table.AddRow("all", string.Empty, string.Empty, $"{plan.Items.Sum(i => i.Blobs.Count)}", $"{plan.Bytes / 1e6:F2}");
        TableConsole.Create(Console.Out).Write(table);
    }
}
