using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure;
using Azure.Identity;
using WeatherKd.Alignment;
using WeatherKd.Feeds.Requests;
using WeatherKd.Local.Errors;
using WeatherKd.Settings;
using WeatherKd.Storage;
using WeatherKd.Students;

namespace WeatherKd.Local.Terminal;

/// <summary>What is said when a command ends with an error: one sentence for whoever must act, and the exit code of its kind.</summary>
internal static partial class ErrorSentence
{
    /// <summary>The code and the sentence.</summary>
    /// <param name="error">The error.</param>
    /// <param name="isInterrupted">Whether the command was told to end.</param>
    public static (int Code, string Sentence) Of(Exception error, bool isInterrupted)
    {
        var (code, text) = AccountRefusal.MessageOf(error) is { } refusal ? (CommandRunner.OutsideFailed, refusal) : error switch
        {
            OperationCanceledException when isInterrupted => (CommandRunner.Interrupted, "Interrupted."),
            OperationCanceledException => (CommandRunner.OutsideFailed, "What was asked did not answer in time."),
            InputFormatException or InvalidDataException or FileNotFoundException or DirectoryNotFoundException =>
                (CommandRunner.BadInput, error.Message),
            AmbiguousIdException or AlignmentException or StudentDamagedException or JsonException =>
                (CommandRunner.BadInput, error.Message),
            RequestFailedException failed => (CommandRunner.OutsideFailed, OfStorage(failed)),
            AggregateException { InnerExceptions: [.., RequestFailedException last] } => (CommandRunner.OutsideFailed, OfStorage(last)),
            AggregateException { InnerExceptions: [.., OperationCanceledException] } =>
                (CommandRunner.OutsideFailed, "The storage account does not answer in time."),
            HttpRequestException or SocketException => (CommandRunner.OutsideFailed, $"Nobody answers: {error.Message}"),
            ExternalFailureException or SourceException or IOException or UnauthorizedAccessException or AuthenticationFailedException =>
                (CommandRunner.OutsideFailed, error.Message),
            ChampionChangedException => (CommandRunner.OutsideFailed, error.Message),
            ArgumentException or InvalidOperationException or SettingsException => (CommandRunner.WrongUse, error.Message),
            _ => (CommandRunner.Fault, OfFault(error)),
        };
        return (code, OneLine(text));
    }

    /// <summary>A text as one line that ends as a sentence does.</summary>
    public static string OneLine(string text)
    {
        var line = Blanks().Replace(text, " ").Trim();
        return line.Length == 0 || line[^1] is '.' or '?' or '!' ? line : line + ".";
    }

    /// <summary>The library's messages go on with headers and advice on its own settings; the first line says what happened.</summary>
    private static string OfStorage(RequestFailedException error)
    {
        var first = error.Message.Split('\n')[0].Trim().TrimEnd('.');
        return error.Status == 0
            ? $"The storage account does not answer: {first}."
            : $"The storage account refused ({error.Status} {error.ErrorCode}): {first}.";
    }

    /// <summary>Nobody expected this: the trace goes into a file, for a report.</summary>
    private static string OfFault(Exception error)
    {
        var path = Path.Combine(Path.GetTempPath(), $"weatherkd-fault-{Environment.ProcessId}.txt");
        File.WriteAllText(path, error.ToString());
        return $"A fault of WeatherKd itself ({error.GetType().Name}: {error.Message.TrimEnd('.')}); please report it with {path}.";
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
