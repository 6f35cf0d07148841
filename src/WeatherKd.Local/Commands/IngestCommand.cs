using System.CommandLine;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging.Abstractions;
using WeatherKd.Local.Demo;
using WeatherKd.Local.Terminal;
using WeatherKd.Local.Triggers;
using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd ingest</c>: uploads files as an operator would and, with <c>--wait</c>, tells what became of each.</summary>
internal static class IngestCommand
{
    private static readonly string[] Kinds = ["observations", "numerical-model", "stations"];

    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Files to upload.", Arity = ArgumentArity.OneOrMore };
        var kind = new Option<string>("--as") { Description = "What the files are: " + string.Join(", ", Kinds) + ".", Required = true };
        kind.AcceptOnlyFromAmong(Kinds);
        var model = new Option<string?>("--model") { Description = "Name of the numerical model; the folder the files are put into." };
        var wait = new Option<bool>("--wait")
        {
            Description = "Wait until the host has read each file and tell what became of it; exit code 2 if one is in quarantine.",
        };
        var json = CommandRunner.JsonOption();
        var account = new AccountOption();
        var command = new Command("ingest", "Upload files to the service.") { files, kind, model, wait, json }.WithExamples(
            "weatherkd ingest observations.csv --as observations --wait",
            "weatherkd ingest run.grib2 --as numerical-model --model icon",
            "weatherkd ingest stations.csv --as stations");
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetValue(files)!;
            if (given.Select(CommandRunner.WhyNoFile).FirstOrDefault(why => why is not null) is { } missing)
            {
                throw missing;
            }

            if (given.GroupBy(f => f.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            {
                throw new InvalidOperationException(
                    $"{string.Join(" and ", twice.Take(2))} have one name, and the later would take the earlier's place; rename one.");
            }

            if (parsed.GetValue(model) is { } name && !Station.IsValidId(name))
            {
                throw new InvalidOperationException($"--model is '{name}'; it must be 1 to 64 letters, digits, '-', '_' or '.'.");
            }

            var storage = account.Open(parsed);
            DemoFolder.Claim(account.FolderOfAccount(parsed));
            var container = storage.All.First(c => c.Name == parsed.GetValue(kind));
            var uploaded = new List<UploadedFile>();
            foreach (var file in given)
            {
                uploaded.Add(await UploadAsync(container, file, parsed.GetValue(model), cancellationToken));
                if (!parsed.GetValue(json))
                {
                    Console.Out.WriteLine($"{file} -> {uploaded[^1].Blob} ({file.Length} bytes)");
                }
            }

            if (parsed.GetValue(wait))
            {
                await WaitAsync(storage, container, uploaded, parsed.GetValue(json) ? Console.Error : Console.Out, cancellationToken);
            }

            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(uploaded);
            }

            return uploaded.Exists(u => u.Quarantined is not null) ? CommandRunner.BadInput : 0;
        });
        return command;
    }

    private static async Task<UploadedFile> UploadAsync(
        BlobContainerClient container,
        FileInfo file,
        string? model,
        CancellationToken cancellationToken)
    {
        var name = model is null ? file.Name : $"{model}/{file.Name}";
        var answer = await container.GetBlobClient(name).UploadAsync(file.FullName, new BlobUploadOptions(), cancellationToken);
        return new UploadedFile(file.ToString(), $"{container.Name}/{name}", file.Length) { ETag = answer.Value.ETag };
    }

    /// <summary>A host writes a receipt once it has read a file; what could not be read has its reason in quarantine by then.</summary>
    private static async Task WaitAsync(
        WeatherStorage storage,
        BlobContainerClient container,
        List<UploadedFile> files,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        var quarantine = new Quarantine(storage, NullLogger<Quarantine>.Instance);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        await output.WriteLineAsync(
            $"Waiting for the host to read {(files.Count == 1 ? "it" : $"{files.Count} files")}; Ctrl-C ends the waiting, not the "
            + $"reading.");
        while (files.Exists(f => !f.Read))
        {
            var receipts = await Receipts.OpenAsync(storage.Pipeline, container.Name, cancellationToken);
            for (var i = 0; i < files.Count; i++)
            {
                var file = files[i];
                if (file.Read || !receipts.Has(file.Blob[(container.Name.Length + 1)..], file.ETag))
                {
                    continue;
                }

                var reason = await quarantine.FindAsync(file.Blob, cancellationToken);
                files[i] = file with
                {
                    Read = true,
                    Quarantined = reason is { PartlyUsed: false } ? reason.Reason : null,
                    NotUsed = reason is { PartlyUsed: true } ? reason.Reason : null,
                };
                await output.WriteLineAsync(
                    files[i] switch
                    {
                        { Quarantined: { } why } => $"{file.File} is in quarantine: {why}",
                        { NotUsed: { } part } => $"{file.File} was stored but for a part: {part}",
                        _ => $"{file.File} was read and stored.",
                    });
            }

            if (files.Exists(f => !f.Read))
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
    }

    /// <param name="File">The file as it was given.</param>
    /// <param name="Blob">Container and name.</param>
    /// <param name="Bytes">Its size.</param>
    private sealed record UploadedFile(string File, string Blob, long Bytes)
    {
        /// <summary>Whether a host has read it; false where nobody waited.</summary>
        public bool Read { get; init; }

        /// <summary>Why it is in quarantine.</summary>
        public string? Quarantined { get; init; }

        /// <summary>Why a part of it was not used.</summary>
        public string? NotUsed { get; init; }

        [System.Text.Json.Serialization.JsonIgnore]
        public Azure.ETag ETag { get; init; }
    }
}
