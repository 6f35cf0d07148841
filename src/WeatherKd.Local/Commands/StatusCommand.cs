using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd status</c>: is it running, is it good, what is wrong, what is it doing.</summary>
internal static class StatusCommand
{
    private const int ShownFiles = 5;
    private const int ShownRuns = 20;

    public static Command Create()
    {
        var service = new ServiceOption();
        var json = CommandRunner.JsonOption();
        var command = new Command("status", "Show who is in service, alarms, last files, quarantine, and the retraining that runs.")
        {
            json,
        }
            .WithExamples("weatherkd status", "weatherkd status --json", "weatherkd status --url http://127.0.0.1:5080");
        service.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            await using var answers = service.Open(parsed);
            var pipeline = await answers.GetAsync("/pipeline", cancellationToken);
            var students = await answers.GetAsync("/students", cancellationToken);
            var runs = (await answers.GetAsync($"/pipeline/runs?count={ShownRuns}", cancellationToken)).GetProperty("runs");
            var running = runs.EnumerateArray().FirstOrDefault(r => r.Text("state") == "running");
            JsonElement? training = running.ValueKind == JsonValueKind.Object
                ? await answers.GetAsync($"/pipeline/runs/{Uri.EscapeDataString(running.Text("id")!)}", cancellationToken)
                : null;
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(new JsonObject
                {
                    ["champion"] = Node(students, "champion"),
                    ["alarms"] = Node(pipeline, "alarms"),
                    ["files"] = Node(pipeline, "files"),
                    ["quarantine"] = Node(pipeline, "quarantine"),
                    ["running"] = training is { } t ? JsonNode.Parse(t.GetRawText()) : null,
                });
            }
            else
            {
                Print(answers.Place, pipeline, students, training);
            }

            return 0;
        });
        return command;
    }

    private static JsonNode? Node(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) ? JsonNode.Parse(value.GetRawText()) : null;

    private static void Print(string where, JsonElement pipeline, JsonElement students, JsonElement? training)
    {
        var table = TableConsole.Table("", "~");
        void Row(string name, string text) => table.AddRow($"[grey]{name}[/]", Markup.Escape(text));
        Row("service", where);
        Row("in service", students.TryGetProperty("champion", out var champion) && champion.ValueKind == JsonValueKind.Object
            ? $"student {TableConsole.Id(champion.Text("student") ?? champion.Text("id"))} since "
                + $"{TableConsole.Time(champion.Text("since") ?? champion.Text("at"))}"
            : "no student yet");
        Row("retraining", training is { } t ? RunsCommand.Describe(t) : "none runs");
        Rows("alarms", pipeline.GetProperty("alarms").EnumerateArray().Select(a => $"{a.Text("kind")}: {a.Text("message")}"), "none");
        Rows(
            "quarantine",
            pipeline.GetProperty("quarantine").EnumerateArray().Select(q => $"{q.Text("file")}: {q.Text("reason")}"),
            "empty");
        Rows(
            "last files",
            pipeline.GetProperty("files")
                .GetProperty("newest")
                .EnumerateArray()
                .Take(ShownFiles)
                .Select(f => $"{TableConsole.Time(f.Text("arrived_at"))}  {f.Text("container")}/{f.Text("name")}"),
            "none");
        TableConsole.Create(Console.Out).Write(table);

        void Rows(string name, IEnumerable<string> texts, string none)
        {
            var all = texts.ToList();
            Row(name, all.Count > 0 ? all[0] : none);
            foreach (var text in all.Skip(1))
            {
                Row(string.Empty, text);
            }
        }
    }
}
