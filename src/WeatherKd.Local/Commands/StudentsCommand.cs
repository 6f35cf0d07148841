using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Local.Terminal;
using WeatherKd.Students;
using WeatherKd.Telemetry;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd students list|show|promote|rollback|challenge</c>: the registry, and who is in service.</summary>
internal static class StudentsCommand
{
    public static Command Create() => new Command("students", "The students: who there is, who serves, and a way back.")
    {
        WithRegistry("list", "List the students, newest first.", null, ListAsync).WithExamples(
            "weatherkd students list",
            "weatherkd students list --json"),
        WithRegistry(
            "show",
            "Show what a student was made from.",
            Id(isOptional: false),
            ShowAsync).WithExamples("weatherkd students show a829933de74c"),
        WithRegistry(
            "promote",
            "Put a student into service.",
            Id(isOptional: false),
            PromoteAsync).WithExamples("weatherkd students promote a829"),
        WithRegistry(
            "rollback",
            "Put the last student that can be loaded, or a given one, back into service.",
            Id(isOptional: true),
            RollbackAsync)
            .WithExamples("weatherkd students rollback", "weatherkd students rollback a829933de74c"),
        CreateChallenge(),
    }.WithExamples("weatherkd students list", "weatherkd students show a829", "weatherkd students rollback");

    private static Command CreateChallenge()
    {
        var end = new Option<bool>("--end") { Description = "End the parallel forecasts." };
        var id = Id(isOptional: true);
        var command = WithRegistry(
            "challenge",
            "Let a student forecast in parallel, archived and scored but shown to nobody.",
            id,
            (registry, parsed, student, json, cancellationToken) => parsed.GetValue(end)
                ? EndAsync(registry, json, cancellationToken)
                : ChallengeAsync(registry, student!, json, cancellationToken));
        command.Options.Add(end);
        command.Validators.Add(result =>
        {
            if (result.GetValue(end) == result.GetValue(id) is not null)
            {
                result.AddError("'weatherkd students challenge' takes the ID of a student, or --end.");
            }
        });
        return command.WithExamples("weatherkd students challenge a829933de74c", "weatherkd students challenge --end");
    }

    private static Argument<string?> Id(bool isOptional) => new("ID")
    {
        Description = "Id of a student, or a beginning of it that no other has.",
        Arity = isOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };

    private static Command WithRegistry(
        string name,
        string description,
        Argument<string?>? id,
        Func<StudentRegistry, ParseResult, string?, bool, CancellationToken, Task> action)
    {
        var account = new AccountOption();
        var json = CommandRunner.JsonOption();
        var command = new Command(name, description) { json };
        account.AddTo(command);
        if (id is not null)
        {
            command.Arguments.Add(id);
        }

        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var registry = new StudentRegistry(account.Open(parsed), TimeProvider.System, NullLogger<StudentRegistry>.Instance);
            var given = id is null ? null : parsed.GetValue(id);
            var student = given is null ? null : await registry.ResolveAsync(given, cancellationToken);
            await action(registry, parsed, student, parsed.GetValue(json), cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task ListAsync(
        StudentRegistry registry,
        ParseResult parsed,
        string? id,
        bool json,
        CancellationToken cancellationToken)
    {
        var champion = (await registry.ChampionAsync(cancellationToken))?.Value;
        var challenger = (await registry.ChallengerAsync(cancellationToken))?.Student;
        var students = (await registry.ListAsync(cancellationToken)).OrderByDescending(s => s.Manifest?.RegisteredAt).ToList();
        if (json)
        {
            CommandRunner.PrintJson(new { champion, challenger, students });
            return;
        }

        if (students.Count == 0)
        {
            Console.Out.WriteLine("There is no student yet; the first complete model run starts its training.");
            return;
        }

        var table = TableConsole.Table("", "student", "registered", "~model", "newest run", ">epochs");
        foreach (var s in students)
        {
            var mark = s.Id == champion?.Student
                ? "in service"
                : s.Id == challenger ? "challenger" : s.Fault is null ? string.Empty : "damaged";
            table.AddRow(s.Manifest is { } m
                ?
                [
                    mark,
                    TableConsole.Id(s.Id),
                    TableConsole.Time(m.RegisteredAt),
                    Markup.Escape(m.Lineage.Model),
                    TableConsole.Time(m.NewestRun),
                    $"{m.Lineage.BestEpoch}/{m.Lineage.Epochs}"
                ]
                : [mark, TableConsole.Id(s.Id), string.Empty, string.Empty, string.Empty, string.Empty]);
        }

        TableConsole.Create(Console.Out).Write(table);
    }

    private static async Task ShowAsync(
        StudentRegistry registry,
        ParseResult parsed,
        string? id,
        bool json,
        CancellationToken cancellationToken)
    {
        var manifest = await registry.FindAsync(id!, cancellationToken)
            ?? throw new InvalidDataException($"Student {id} has no manifest; it is being written, or its writer died.");
        if (json)
        {
            CommandRunner.PrintJson(manifest);
            return;
        }

        var history = (await registry.HistoryAsync(cancellationToken)).Where(e => e.Student == id).OrderBy(e => e.Sequence);
        var lineage = manifest.Lineage;
        var table = TableConsole.Table("", "~");
        void Row(string name, string value) => table.AddRow($"[grey]{name}[/]", Markup.Escape(value));
        Row("student", manifest.Id);
        Row("in service", (await registry.ChampionAsync(cancellationToken))?.Value.Student == id ? "yes" : "no");
        Row("registered", $"{TableConsole.Time(manifest.RegisteredAt)}, of job {manifest.Job}");
        Row(
            "teacher",
            $"{lineage.Model}, newest run {TableConsole.Time(manifest.NewestRun)}; {string.Join(", ", lineage.TeacherVariables)}");
        Row("forecasts", string.Join(", ", lineage.Targets));
        Row("from", string.Join(", ", lineage.Inputs));
        Row(
            "trained on",
            $"{TableConsole.Time(lineage.TrainedFrom)} to {TableConsole.Time(lineage.TrainedTo)}, dataset "
            + $"{TableConsole.Id(lineage.DatasetId)}");
        Row(
            "variant",
            $"{lineage.Variant.ToString().ToLowerInvariant()}, epoch {lineage.BestEpoch} of {lineage.Epochs}, {lineage.Parameters} "
            + $"parameters");
        Row("parent", TableConsole.Id(lineage.Parent));
        Row(
            "made in",
            $"{TimeLeft.Format(TimeSpan.FromSeconds(manifest.TrainingSeconds))} on {manifest.Device}, by version {lineage.CodeVersion}");
        Row("file", $"{manifest.OnnxBytes / 1024} KiB, SHA-256 {manifest.OnnxSha256[..16]}…");
        foreach (var entry in history)
        {
            Row(entry.Act.ToString().ToLowerInvariant(), $"{TableConsole.Time(entry.At)}, by {entry.By}: {entry.Reason}");
        }

        TableConsole.Create(Console.Out).Write(table);
    }

    private static async Task PromoteAsync(
        StudentRegistry registry,
        ParseResult parsed,
        string? id,
        bool json,
        CancellationToken cancellationToken)
    {
        var present = (await registry.ChampionAsync(cancellationToken))?.Value;
        Say(
            await registry.PromoteAsync(
                id!,
                $"operator-{Guid.NewGuid():N}",
                Operator(),
                "promoted by hand",
                present?.Sequence ?? 0,
                cancellationToken),
            json);
    }

    private static async Task RollbackAsync(
        StudentRegistry registry,
        ParseResult parsed,
        string? id,
        bool json,
        CancellationToken cancellationToken) =>
        Say(await registry.RollbackAsync(id, Operator(), "rolled back by hand", cancellationToken), json);

    private static async Task ChallengeAsync(StudentRegistry registry, string id, bool json, CancellationToken cancellationToken)
    {
        if ((await registry.ChampionAsync(cancellationToken))?.Value.Student == id)
        {
            throw new InvalidOperationException($"Student {TableConsole.Id(id)} is the one in service; it cannot be its own challenger.");
        }

        await registry.SetChallengerAsync(id, Operator(), cancellationToken);
        if (json)
        {
            CommandRunner.PrintJson(new { challenger = id });
        }
        else
        {
            Console.Out.WriteLine(
                $"Student {TableConsole.Id(id)} forecasts in parallel within {ShadowForecasts.LookInterval.TotalSeconds:F0} s; its "
                + $"forecasts are archived and scored, and shown to nobody.");
        }
    }

    private static async Task EndAsync(StudentRegistry registry, bool json, CancellationToken cancellationToken)
    {
        await registry.ClearChallengerAsync(cancellationToken);
        if (json)
        {
            CommandRunner.PrintJson(new { challenger = (string?)null });
        }
        else
        {
            Console.Out.WriteLine("No student forecasts in parallel.");
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
            Console.Out.WriteLine($"Student {TableConsole.Id(champion.Student)} is in service (sequence {champion.Sequence}).");
        }
    }
}
