using System.CommandLine;
using System.Text.Json;
using WeatherKd.Storage;

namespace WeatherKd.Local.Terminal;

/// <summary>What all commands share: how they end and how they say what went wrong.</summary>
internal static class CommandRunner
{
    /// <summary>Wrong use: an option, a name or a value that the command does not take.</summary>
    public const int WrongUse = 1;

    /// <summary>A file cannot be read, or its content cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>Something outside failed: storage, npm, the training process, the network.</summary>
    public const int OutsideFailed = 3;

    /// <summary>A fault of WeatherKd itself, which nobody expected.</summary>
    public const int Fault = 4;

    /// <summary>The exit code after Ctrl-C, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>The option that makes a command print one JSON document and nothing else on standard output.</summary>
    public static Option<bool> JsonOption() =>
        new("--json") { Description = "Print one JSON document on standard output and nothing else." };

    /// <summary>The option for the folder in which the embedded host keeps its data.</summary>
    public static Option<DirectoryInfo> DataFolderOption() => new("--data-folder")
    {
        Description = "Folder of the embedded host's data.",
        DefaultValueFactory = _ => new DirectoryInfo(".weatherkd"),
    };

    /// <summary>Gives a command its action; an error ends it with one sentence on standard error and the exit code of its kind.</summary>
    public static void SetGuardedAction(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (Exception e)
            {
                var (code, sentence) = ErrorSentence.Of(e, cancellationToken.IsCancellationRequested);
                await Console.Error.WriteLineAsync(sentence);
                return code;
            }
        });

    /// <summary>Why a file cannot be read; null where it is one.</summary>
    public static FileNotFoundException? WhyNoFile(FileInfo file) => file.Exists ? null : new FileNotFoundException(
        Directory.Exists(file.FullName) ? $"{file} is a folder; name a file." : $"{file} does not exist.");

    /// <summary>Prints a value as one JSON document.</summary>
    public static void PrintJson<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, WeatherJson.Printed));
}
