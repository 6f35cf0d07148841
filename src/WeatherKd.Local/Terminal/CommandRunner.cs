using System.CommandLine;
using System.Text.Json;
using Azure;
using Azure.Identity;
using WeatherKd.Feeds.Requests;
using WeatherKd.Local.Errors;
using WeatherKd.Settings;
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

    /// <summary>The exit code after Ctrl-C, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>The option that makes a command print one JSON document and nothing else on standard output.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Print one JSON document on standard output and nothing else." };

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
            catch (Exception e) when (CodeOf(e) is { } code)
            {
                await Console.Error.WriteLineAsync(code == Interrupted ? "Interrupted." : (AccountRefusal.MessageOf(e) ?? e.Message).ReplaceLineEndings(" "));
                return code;
            }
        });

    /// <summary>Prints a value as one JSON document.</summary>
    public static void PrintJson<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, WeatherJson.Printed));

    private static int? CodeOf(Exception e) => e switch
    {
        OperationCanceledException => Interrupted,
        InputFormatException or InvalidDataException or FileNotFoundException or DirectoryNotFoundException => BadInput,
        Alignment.AlignmentException or Students.StudentDamagedException => BadInput,
        ExternalFailureException or SourceException or RequestFailedException or HttpRequestException or IOException or UnauthorizedAccessException => OutsideFailed,
        AggregateException { InnerException: RequestFailedException } => OutsideFailed,
        AuthenticationFailedException => OutsideFailed,
        ArgumentException or InvalidOperationException or SettingsException => WrongUse,
        _ => null,
    };
}
