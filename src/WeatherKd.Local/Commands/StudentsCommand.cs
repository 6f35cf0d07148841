using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using WeatherKd.Local.Terminal;
using WeatherKd.Storage;
using WeatherKd.Students;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd students list|show|promote|rollback|challenge</c>: the registry, and who is in service.</summary>
internal static class StudentsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("students", "The students: who there is, who serves, and a way back.")
    {
        WithRegistry("list", "List the students, newest first.", [], ListAsync),
        WithRegistry("show", "Show a student's manifest.", [Id("ID")], ShowAsync),
        WithRegistry("promote", "Put a student into service.", [Id("ID")], PromoteAsync),
        WithRegistry("rollback", "Put the last student that can be loaded, or a given one, back into service.", [Id("ID", optional: true)], RollbackAsync),
        WithRegistry("challenge", "Let a student forecast in parallel, archived and scored but shown to nobody; without an ID that ends.", [Id("ID", optional: true)], ChallengeAsync),
    };

    private static Argument<string?> Id(string name, bool optional = false) => new(name)
    {
        Description = "Id of a student.",
        Arity = optional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };

    private static Command WithRegistry(
        string name,
        string description,
        Argument<string?>[] arguments,
        Func<StudentRegistry, string?, bool, CancellationToken, Task> action)
    {
        var account = new AccountOption();
        var json = CommandRunner.JsonOption();
        var command = new Command(name, description) { json };
        account.AddTo(command);
        foreach (var argument in arguments)
        {
            command.Arguments.Add(argument);
        }

        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var registry = new StudentRegistry(account.Open(parsed), TimeProvider.System, NullLogger<StudentRegistry>.Instance);
            await action(registry, arguments.Length > 0 ? parsed.GetValue(arguments[0]) : null, parsed.GetValue(json), cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task ListAsync(StudentRegistry registry, string? id, bool json, CancellationToken cancellationToken)
    {
        var champion = (await registry.ChampionAsync(cancellationToken))?.Value;
        var challenger = (await registry.ChallengerAsync(cancellationToken))?.Student;
        var students = (await registry.ListAsync(cancellationToken)).OrderByDescending(s => s.Manifest?.RegisteredAt).ToList();
        if (json)
        {
            CommandRunner.PrintJson(new { champion, challenger, students });
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns(string.Empty, "student", "registered", "variant", "model", "newest run", "epochs", "size");
        foreach (var s in students)
        {
            var mark = s.Id == champion?.Student ? "in service" : s.Id == challenger ? "challenger" : s.Fault is null ? string.Empty : "damaged";
            table.AddRow(s.Manifest is { } m
                ? [mark, s.Id, UtcTime.Format(m.RegisteredAt), m.Lineage.Variant.ToString().ToLowerInvariant(), m.Lineage.Model, UtcTime.Format(m.NewestRun), $"{m.Lineage.BestEpoch}/{m.Lineage.Epochs}", $"{m.OnnxBytes / 1024} KiB"]
                : [mark, s.Id, Markup.Escape(s.Fault ?? string.Empty), string.Empty, string.Empty, string.Empty, string.Empty, string.Empty]);
        }

        WideConsole.Create(Console.Out).Write(table);
    }

    private static async Task ShowAsync(StudentRegistry registry, string? id, bool json, CancellationToken cancellationToken) =>
        CommandRunner.PrintJson(await registry.FindAsync(id!, cancellationToken)
            ?? throw new InvalidDataException($"There is no student '{id}'. 'weatherkd students list' names them."));

    private static async Task PromoteAsync(StudentRegistry registry, string? id, bool json, CancellationToken cancellationToken)
    {
        var present = (await registry.ChampionAsync(cancellationToken))?.Value;
        Say(await registry.PromoteAsync(id!, $"operator-{Guid.NewGuid():N}", Operator(), "promoted by hand", present?.Sequence ?? 0, cancellationToken), json);
    }

    private static async Task RollbackAsync(StudentRegistry registry, string? id, bool json, CancellationToken cancellationToken) =>
        Say(await registry.RollbackAsync(id, Operator(), "rolled back by hand", cancellationToken), json);

    private static async Task ChallengeAsync(StudentRegistry registry, string? id, bool json, CancellationToken cancellationToken)
    {
        if (id is null)
        {
            await registry.ClearChallengerAsync(cancellationToken);
        }
        else
        {
            await registry.SetChallengerAsync(id, Operator(), cancellationToken);
        }

        if (json)
        {
            CommandRunner.PrintJson(new { challenger = id });
        }
        else
        {
            Console.Out.WriteLine(id is null ? "No student forecasts in parallel." : $"Student {id} forecasts in parallel within {Forecasting.Archive.ShadowForecasts.LookInterval.TotalSeconds:F0} s; its forecasts are archived and scored, and shown to nobody.");
        }
    }

    private static string Operator() => $"operator {Environment.UserName}";

    private static void Say(Champion champion, bool json)
    {
        if (json)
        {
            CommandRunner.PrintJson(champion);
        }
        else
        {
            Console.Out.WriteLine($"Student {champion.Student} is in service (sequence {champion.Sequence}).");
        }
    }
}
