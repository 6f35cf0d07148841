using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using WeatherKd.Storage;

namespace WeatherKd.Local.Hosting;

/// <summary>
/// An event as one line, whatever it holds: names of blobs and lines of files come from outside, and a line break or an escape sequence
/// among them must neither begin a line of its own nor move the cursor of a terminal.
/// </summary>
internal static class LogLine
{
    /// <summary>The line: time, level, class, message, and the exception where there is one.</summary>
    public static string Of(DateTimeOffset time, LogLevel level, string category, string message, Exception? exception)
    {
        var name = category[(category.LastIndexOf('.') + 1)..];
        var detail = exception is null ? string.Empty : " | " + exception.ToString().ReplaceLineEndings(" | ");
        return $"{UtcTime.Format(time)} {level} {name}: {WithoutControls(message + detail)}";
    }

    private static string WithoutControls(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(source[i]) ? '␀' : source[i];
        }
    });
}

/// <summary>Writes such lines to the console.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    /// <summary>Name by which the console logger finds it.</summary>
    public const string FormatterName = "line";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
        textWriter.WriteLine(LogLine.Of(
            DateTimeOffset.UtcNow,
            logEntry.LogLevel,
            logEntry.Category,
            logEntry.Formatter(logEntry.State, logEntry.Exception),
            logEntry.Exception));
}
