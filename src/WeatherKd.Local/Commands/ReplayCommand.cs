using System.CommandLine;
using System.Text.Json;
using WeatherKd.Local.Replay;
using WeatherKd.Local.Terminal;
using WeatherKd.Replay;
using WeatherKd.Storage;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd replay</c>: runs the service through a history as if live and shows the verification that an operator would have seen.</summary>
internal static class ReplayCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var from = new Option<DateTimeOffset?>("--from") { Description = "When the replayed service begins (UTC); what is older is there from the beginning. Without it: with the history." };
        var to = new Option<DateTimeOffset?>("--to") { Description = "When it ends (UTC). Without it: with the history." };
        var every = new Option<double>("--every") { Description = "Days between two retrainings.", DefaultValueFactory = _ => 30 };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Folder with observations.csv, forecasts.csv (or .gz) and stations.csv, instead of the store of an account." };
        var model = new Option<string?>("--model") { Description = "The numerical model, where the account has several." };
        var epochs = new Option<int>("--warm-epochs") { Description = "Most epochs of a retraining that starts from the student in service.", DefaultValueFactory = _ => 2 };
        var target = new Option<DirectoryInfo?>("--out") { Description = "Folder that receives replay.json, replay.md and the plots; without it the folder 'replay' of the data folder." };
        var json = CommandRunner.JsonOption();
        var account = new AccountOption();
        var command = new Command("replay", "Run the service through history as if live, in an account of its own, and verify it.") { from, to, every, data, model, epochs, target, json };
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var folder = Path.Combine(account.Folder(parsed), "replay");
            await using var run = await ReplayRun.StartAsync(folder, parsed.GetValue(epochs), Console.Error.WriteLine, cancellationToken);
            var history = parsed.GetValue(data) is { } files
                ? await run.ReadAsync(files, cancellationToken)
                : await run.ReadAsync(account.Open(parsed), parsed.GetValue(model), cancellationToken);
            var report = await run.RunAsync(history, parsed.GetValue(from), parsed.GetValue(to), TimeSpan.FromDays(parsed.GetValue(every)), new ToStandardError(), cancellationToken);
            var written = await ReplayFolder.WriteAsync(parsed.GetValue(target)?.FullName ?? folder, report, CancellationToken.None);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(report);
            }
            else
            {
                Print(report, written);
            }

            return report.Stopped ? CommandRunner.Interrupted : 0;
        });
        return command;
    }

    private static void Print(ReplayReport report, string written)
    {
        if (report.Verification is { } verification)
        {
            VerificationTable.Print(WideConsole.Create(Console.Out), verification);
        }

        var promoted = report.Retrainings.Count(r => r.Outcome.Verdict == Retraining.RetrainingVerdict.Promoted);
        Console.Out.WriteLine(
            $"{(report.Stopped ? "Stopped. " : string.Empty)}{UtcTime.Format(report.From)} to {UtcTime.Format(report.To)}: {report.Forecasts} forecasts issued, {report.Retrainings.Count} retrainings, {promoted} promoted, in {report.Seconds:F0} s. "
            + $"All of it: {written}");
    }

    private sealed class ToStandardError : IProgress<ReplayedRetraining>
    {
        public void Report(ReplayedRetraining value)
        {
            var skill = string.Join(", ", value.Skill.Where(s => s.Days == 30 && s.Skill is not null).Select(s => $"{s.Variable} {s.Skill:F2}"));
            Console.Error.WriteLine(
                $"{value.At:yyyy-MM-dd HH}h  {JsonNamingPolicy.CamelCase.ConvertName(value.Outcome.Verdict.ToString()),-9} {value.InService?[..12] ?? "nobody",-12} {value.Seconds,4:F0} s"
                + (skill.Length > 0 ? $"  skill of 30 days: {skill}" : string.Empty)
                + (value.Alarms.Count > 0 ? $"  alarms: {string.Join(", ", value.Alarms.Select(a => a.Key))}" : string.Empty));
        }
    }
}
