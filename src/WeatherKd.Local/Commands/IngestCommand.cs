using System.CommandLine;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd ingest</c>: uploads files as an operator would and waits until each is in store or in quarantine.</summary>
internal static class IngestCommand
{
    private static readonly string[] Kinds = ["observations", "numerical-model", "stations"];

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Files to upload.", Arity = ArgumentArity.OneOrMore };
        var kind = new Option<string>("--as") { Description = "What the files are.", Required = true };
        kind.AcceptOnlyFromAmong(Kinds);
        var model = new Option<string?>("--model") { Description = "Name of the numerical model; the folder the files are put into." };
        var json = CommandRunner.JsonOption();
        var account = new AccountOption();
        var command = new Command("ingest", "Upload files to the service.") { files, kind, model, json };
        account.AddTo(command);
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var container = account.Open(parsed).All.First(c => c.Name == parsed.GetValue(kind));
            var uploaded = new List<UploadedFile>();
            foreach (var file in parsed.GetValue(files)!)
            {
                uploaded.Add(await UploadAsync(container, file, parsed.GetValue(model), cancellationToken));
            }

            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(uploaded);
            }
            else
            {
                uploaded.ForEach(u => Console.Out.WriteLine($"{u.File} -> {u.Blob} ({u.Bytes} bytes)"));
            }

            return 0;
        });
        return command;
    }

    private static async Task<UploadedFile> UploadAsync(BlobContainerClient container, FileInfo file, string? model, CancellationToken cancellationToken)
    {
        if (!file.Exists)
        {
            throw new FileNotFoundException($"{file} does not exist.");
        }

        var name = model is null ? file.Name : $"{model}/{file.Name}";
        await container.GetBlobClient(name).UploadAsync(file.FullName, new BlobUploadOptions(), cancellationToken);
        return new UploadedFile(file.ToString(), $"{container.Name}/{name}", file.Length);
    }

    private sealed record UploadedFile(string File, string Blob, long Bytes);
}
