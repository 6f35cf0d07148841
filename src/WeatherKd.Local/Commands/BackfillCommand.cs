using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Ingestion;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Terminal;
using WeatherKd.Storage;
using WeatherKd.Telemetry;

namespace WeatherKd.Local.Commands;

/// <summary>
/// <c>weatherkd backfill</c>: ingests history in time order, from a folder or from what lies in the account, and goes on where it was
/// stopped.
/// </summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var from = OptionRanges.Day("--from", "First day, by the dates in the files' names; without it all.");
        var to = OptionRanges.Day("--to", "Last day; without it all.");
        var folder = new Option<DirectoryInfo?>("--folder")
        {
            Description = "Folder to upload first, laid out as the account is: stations/…, observations/…, numerical-model/MODEL/…. "
                + "Without it the files that lie in the account are read again.",
        };
        var json = CommandRunner.JsonOption();
        var account = new AccountOption();
        var command = new Command("backfill", "Ingest a history of files in time order; done twice it changes nothing.")
        {
            from,
            to,
            folder,
            json,
        }
            .WithExamples("weatherkd backfill --folder DIR", "weatherkd backfill --from 2021-01-01 --to 2021-12-31");
        command.InOrder(from, to);
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(folder) is { Exists: false } missing)
            {
                throw new DirectoryNotFoundException($"{missing} does not exist.");
            }

            await using var services = AccountOption.Domain(account.Connection(parsed));
            DemoFolder.Claim(account.FolderOfAccount(parsed));
            await services.GetRequiredService<WeatherStorage>().CreateContainersAsync(cancellationToken);
            var uploaded = parsed.GetValue(folder) is { } source
                ? await services.GetRequiredService<HistoryFolder>().UploadAsync(source, Console.Error.WriteLine, cancellationToken)
                : 0;
            await Console.Error.WriteLineAsync("Listing the files of the account");
            var state = await services.GetRequiredService<HistoryBackfill>().RunAsync(
                parsed.GetValue(from), parsed.GetValue(to), new ToStandardError(), cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(new { uploaded, state.Files, state.Before, state.Done, state.Quarantined });
            }
            else
            {
                Console.Out.WriteLine(
                    $"{state.Done} of {state.Files} files are ingested, {state.Done - state.Before} of them now, {uploaded} uploaded from "
                    + $"the folder. "
                    + (state.Quarantined == 0
                        ? "All could be read."
                        : $"{state.Quarantined} are in quarantine, each with its reason beside it."));
            }

            return 0;
        });
        return command;
    }

    /// <summary>Tells of each file as it is done; unlike <see cref="Progress{T}"/>, before the next one.</summary>
    private sealed class ToStandardError : IProgress<BackfillProgress>
    {
        private readonly TimeLeft _time = new();

        public void Report(BackfillProgress value) =>
            Console.Error.WriteLine(
                $"{value.Done}/{value.Files} {value.File}{_time.After(value.Done - value.Before, value.Files - value.Done)}");
    }
}
