using System.CommandLine;
using System.Text.Json;
using WeatherKd.Local.Replay;
using WeatherKd.Local.Terminal;
using WeatherKd.Replay;
using WeatherKd.Storage;
using WeatherKd.Telemetry;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Local.Commands;

/// <summary>
/// <c>weatherkd replay</c>: runs the service through a history as if live and shows the verification that an operator would have seen.
/// </summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var from = OptionRanges.Time(
            "--from",
            "When the replayed service begins (UTC); what is older is there from the beginning. Without it: with the history.");
        var to = OptionRanges.Time("--to", "When it ends (UTC). Without it: with the history.");
        var every = new Option<double>("--every")
        {
            Description = "Days between two retrainings.",
            DefaultValueFactory = _ => 30,
        }.Within(1.0 / 24, 3650);
        var data = new Option<DirectoryInfo?>("--data")
        {
            Description = "Folder with observations.csv, forecasts.csv (or .gz) and stations.csv, instead of the store of an account.",
        };
        var model = new Option<string?>("--model") { Description = "The numerical model, where the account has several." };
        var epochs = new Option<int>("--warm-epochs")
        {
            Description = "Most epochs of a retraining that starts from the student in service.",
            DefaultValueFactory = _ => 2,
        }.WithinThatOf<TrainingSettings, int>(nameof(TrainingSettings.Epochs));
        var target = new Option<DirectoryInfo?>("--out")
        {
            Description = "Folder that receives replay.json, replay.md and the plots; without it the folder 'replay' of the data folder.",
        };
        var json = CommandRunner.JsonOption();
        var account = new AccountOption();
        var command = new Command("replay", "Run the service through history as if live, in an account of its own, and verify it.")
        {
            from,
            to,
            every,
            data,
            model,
            epochs,
            target,
            json,
        }
            .WithExamples("weatherkd replay --from 2019-01-01 --to 2020-01-01", "weatherkd replay --data DIR --every 7");
        command.InOrder(from, to);
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(data) is { Exists: false } missing)
            {
                throw new DirectoryNotFoundException($"{missing} does not exist.");
            }

            var folder = Path.Combine(account.Folder(parsed), "replay");
            var time = new TimeLeft();
            await Console.Error.WriteLineAsync("Reading the history");
            await using var run = await ReplayRun.StartAsync(folder, parsed.GetValue(epochs), Console.Error.WriteLine, cancellationToken);
            var history = parsed.GetValue(data) is { } files
                ? await run.ReadAsync(files, cancellationToken)
                : await run.ReadAsync(account.Open(parsed), parsed.GetValue(model), cancellationToken);
            var (begin, end) = history.Span(parsed.GetValue(from), parsed.GetValue(to));
            var retrainings = Math.Ceiling((end - begin).TotalDays / parsed.GetValue(every));
            await Console.Error.WriteLineAsync(
                $"Replaying {TableConsole.Time(begin)} to {TableConsole.Time(end)} of {history.Model}: {retrainings} retrainings, one "
                + $"every {parsed.GetValue(every)} days");
            var report = await run.RunAsync(
                history,
                begin,
                end,
                TimeSpan.FromDays(parsed.GetValue(every)),
                new ToStandardError(time, begin, end, parsed.GetValue(every)),
                cancellationToken);
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
            VerificationTable.Print(TableConsole.Create(Console.Out), verification);
        }

        var promoted = report.Retrainings.Count(r => r.Outcome.Verdict == Retraining.RetrainingVerdict.Promoted);
        Console.Out.WriteLine(
            $"The guard withheld {report.Withheld} of {report.Forecasts} forecasts"
            + (report.LargestChange is { } change
                ? $", {report.WithheldAtLargestChange} of them in the week of the largest change in 24 hours ({change.Change:+0.0;-0.0} K "
                    + $"at {change.Station} by {UtcTime.Format(change.At)})."
                : "."));
        Console.Out.WriteLine(
            $"{(report.Stopped ? "Stopped. " : string.Empty)}{UtcTime.Format(report.From)} to {UtcTime.Format(report.To)}: "
            + $"{report.Forecasts} forecasts issued, {report.Retrainings.Count} retrainings, {promoted} promoted, in {report.Seconds:F0} "
            + $"s. "
            + $"All of it: {written}");
    }

    private sealed class ToStandardError(
        TimeLeft time,
        DateTimeOffset begin,
        DateTimeOffset end,
        double every) : IProgress<ReplayedRetraining>
    {
        public void Report(ReplayedRetraining value)
        {
            var skill = string.Join(
                ", ",
                value.Skill.Where(s => s.Days == 30 && s.Skill is not null).Select(s => $"{s.Variable} {s.Skill:F2}"));
            Console.Error.WriteLine(
                $"{value.At:yyyy-MM-dd HH}h  {JsonNamingPolicy.CamelCase.ConvertName(value.Outcome.Verdict.ToString()),-9} "
                + $"{(value.InService is { } student ? TableConsole.Id(student) : "nobody"),-12} {value.Seconds,4:F0} s"
                + (skill.Length > 0 ? $"  skill of 30 days: {skill}" : string.Empty)
                + (value.Alarms.Count > 0 ? $"  alarms: {string.Join(", ", value.Alarms.Select(a => a.Key))}" : string.Empty)
                // A retraining is most of the time between two of them.
                + time.After((value.At - begin).TotalDays + every, (end - value.At).TotalDays - every));
        }
    }
}
