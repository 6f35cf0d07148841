using Spectre.Console;

namespace WeatherKd.Local.Terminal;

/// <summary>A console whose tables are not squeezed where output goes into a file or a pipe, which has no width.</summary>
internal static class WideConsole
{
    private const int WidthOfFiles = 240;

    /// <summary>A console over a writer.</summary>
    public static IAnsiConsole Create(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
