using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using WeatherKd.Local.Terminal;
using WeatherKd.Telemetry;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd runs</c>: the retrainings, newest first, or one of them with its training so far.</summary>
internal static class RunsCommand
{
    private const int Most = 200;
    private const string Beginning = "retrain-";

    public static Command Create()
    {
        var id = new Argument<string?>("ID")
        {
            Description = "A retraining, to see its training and why it ended as it did.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var count = new Option<int>("--count") { Description = $"How many, 1 to {Most}.", DefaultValueFactory = _ => 20 }.Within(1, Most);
        var service = new ServiceOption();
        var json = CommandRunner.JsonOption();
        var command = new Command("runs", "List the retrainings, or show one.") { id, count, json }
            .WithExamples("weatherkd runs", "weatherkd runs --count 5", "weatherkd runs retrain-nwp-20250331T1200Z");
        service.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var answers = service.Open(parsed);
            var answer = await answers.GetAsync(
                parsed.GetValue(id) is { } given
                    ? $"/pipeline/runs/{Uri.EscapeDataString(given)}"
                    : string.Create(CultureInfo.InvariantCulture, $"/pipeline/runs?count={parsed.GetValue(count)}"),
                cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(answer);
            }
            else if (parsed.GetValue(id) is not null)
            {
                PrintOne(answer);
            }
            else
            {
                PrintList(answer.GetProperty("runs"));
                PrintFlagged(answer.GetProperty("flagged_runs"));
            }

            return 0;
        });
        return command;
    }

    /// <summary>One sentence about a run of the API: how far it is, and how long its training will still take at most.</summary>
    internal static string Describe(JsonElement answer)
    {
        var run = answer.GetProperty("run");
        var status = run.Object("status");
        var text = $"{run.Text("id")}: {Verdict(run) ?? status.Text("message") ?? "started"}";
        var progress = answer.GetProperty("progress").EnumerateArray().ToList();
        if (run.Text("state") != "running" || progress.Count == 0)
        {
            return text;
        }

        var last = progress[^1];
        if (last.GetProperty("epoch").GetInt32() == 0 && last.Text("note") is { } note)
        {
            return $"{text}. {note}";
        }

        var epochs = progress.Where(p => p.GetProperty("epoch").GetInt32() > 0)
            .Select(p => p.GetProperty("seconds").GetDouble())
            .DefaultIfEmpty()
            .Average();
        var left = (new TrainingSettings().Epochs - last.GetProperty("epoch").GetInt32()) * epochs;
        return text + string.Create(CultureInfo.InvariantCulture, $", epoch {last.GetProperty("epoch").GetInt32()}")
            + (left > 0 ? $", at most about {TimeLeft.Format(TimeSpan.FromSeconds(left))} left unless it stops sooner" : string.Empty);
    }

    private static void PrintList(JsonElement runs)
    {
        if (runs.GetArrayLength() == 0)
        {
            Console.Out.WriteLine("There has been no retraining yet; the first complete model run starts one.");
            return;
        }

        var table = TableConsole.Table("retraining", "verdict", "started", "~why");
        foreach (var run in runs.EnumerateArray())
        {
            table.AddRow(
                Markup.Escape(Short(run.Text("id"))),
                Verdict(run) ?? run.Text("state") ?? string.Empty,
                TableConsole.Time(run.Text("started_at")),
                Markup.Escape(TableConsole.Cut(Why(run), 120)));
        }

        TableConsole.Create(Console.Out).Write(table);
    }

    /// <summary>An id without what all of them begin with: a retraining is named by either.</summary>
    private static string Short(string? id) =>
        id is null ? string.Empty : id.StartsWith(Beginning, StringComparison.Ordinal) ? id[Beginning.Length..] : id;

    /// <summary>What the checks flagged of the model's runs, where they did.</summary>
    private static void PrintFlagged(JsonElement runs)
    {
        if (runs.GetArrayLength() == 0)
        {
            return;
        }

        var table = TableConsole.Table("model run", ">flagged", ">of", "~which");
        foreach (var run in runs.EnumerateArray())
        {
            var which = run.GetProperty("flagged")
                .EnumerateArray()
                .Select(f => $"{f.Text("variable")} {f.Text("test")} {f.GetProperty("count").GetRawText()}");
            table.AddRow(
                Markup.Escape($"{run.Text("model")} {TableConsole.Time(run.Text("run"))}"),
                run.GetProperty("flagged_values").GetRawText(),
                run.GetProperty("values").GetRawText(),
                Markup.Escape((run.Text("refusal") is null ? string.Empty : "in quarantine: ") + string.Join(", ", which)));
        }

        TableConsole.Create(Console.Out).Write(table);
    }

    private static void PrintOne(JsonElement answer)
    {
        var run = answer.GetProperty("run");
        var console = TableConsole.Create(Console.Out);
        var described = Describe(answer);
        console.Write(new Text(described + "\n"));
        if (Why(run) is { Length: > 0 } why && !described.Contains(why, StringComparison.Ordinal))
        {
            console.Write(new Text(why + "\n"));
        }

        if (answer.GetProperty("progress").GetArrayLength() == 0)
        {
            return;
        }

        var table = TableConsole.Table(">epoch", ">training", ">validation", ">s");
        foreach (var epoch in answer.GetProperty("progress").EnumerateArray())
        {
            table.AddRow(
                epoch.GetProperty("epoch").GetRawText(),
                Number(epoch, "training_rmse", "F3"),
                Number(epoch, "validation_rmse", "F3"),
                Number(epoch, "seconds", "F0"));
        }

        console.Write(table);
    }

    private static string? Verdict(JsonElement run) =>
        run.Object("outcome").Text("verdict") ?? (run.Text("failure") is null ? null : "failed");

    private static string Why(JsonElement run) =>
        run.Object("outcome") is { ValueKind: JsonValueKind.Object } outcome && outcome.TryGetProperty("reasons", out var reasons)
            ? string.Join("; ", reasons.EnumerateArray().Select(r => r.GetString()))
            : run.Text("failure") ?? run.Object("status").Text("message") ?? string.Empty;

    private static string Number(JsonElement epoch, string name, string format) =>
        epoch.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble().ToString(format, CultureInfo.InvariantCulture)
            : "–";
}
