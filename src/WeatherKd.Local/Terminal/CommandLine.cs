using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using WeatherKd.Settings;

namespace WeatherKd.Local.Terminal;

/// <summary>Takes a command line apart and runs its command, or says in one sentence why not.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Command root, string[] arguments)
    {
        if (arguments is [['[', ..] directive, ..])
        {
            return await RefuseAsync(
                $"{directive} is no command of {root.Name}; '{root.Name} completion bash' gives shells what they complete by.");
        }

        var parsed = root.Parse(arguments);
        return (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
            || (parsed.Action is not Examples.Help && (UnknownOption(parsed) is not null || HasEmptyWord(parsed)))
            ? await RefuseAsync(WhyNot(parsed))
            : await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = Patience,
            });
    }

    /// <summary>Why a command line is refused: an unknown word comes before anything that follows from it.</summary>
    internal static string WhyNot(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = Path(parsed.CommandResult);
        if (HasEmptyWord(parsed))
        {
            return $"A word of '{path}' is empty; perhaps a variable of the shell is not set.";
        }

        if ((UnknownOption(parsed) ?? (parsed.UnmatchedTokens is [var first, ..] ? first : null)) is { } word)
        {
            var isOption = word.StartsWith('-');
            var known = isOption ? command.Options.Select(o => o.Name) : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
            var near = NearNames.Nearest(word, known.Where(k => k != word));
            return $"'{word}' is no {(isOption ? "option" : command.Subcommands.Count > 0 ? "command" : "argument")} of '{path}'"
                + (near is null ? $"; '{path} --help' lists what it takes." : $"; did you mean '{near}'?");
        }

        if (command.Subcommands.Count > 0 && command.Action is null)
        {
            return $"'{path}' is followed by one of {string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}.";
        }

        return ErrorSentence.OneLine(string.Join(
            " ",
            parsed.Errors.Select(e => OptionRanges.NotOfItsType(e)
                    ?? OptionRanges.NotOneOf(e)
                    ?? Missing(parsed, path, e)
                    ?? ErrorSentence.OneLine(e.Message))
                .Distinct(StringComparer.Ordinal)));
    }

    /// <summary>What a command needs and was not given; null where the error is another.</summary>
    private static string? Missing(ParseResult parsed, string path, ParseError error)
    {
        if (!error.Message.StartsWith("Required argument", StringComparison.Ordinal)
            && !error.Message.EndsWith("is required.", StringComparison.Ordinal))
        {
            return null;
        }

        var needed = parsed.CommandResult.Command.Arguments
            .Where(a => a.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(a) is not { Tokens.Count: > 0 })
            .Select(a => a.HelpName ?? a.Name)
            .Concat(parsed.CommandResult.Command.Options
                .Where(o => o.Required && parsed.GetResult(o) is not { Tokens.Count: > 0 })
                .Select(o => o.Name))
            .ToList();
        return needed.Count > 0 ? $"'{path}' needs {string.Join(" and ", needed)}; '{path} --help' says more." : null;
    }

    /// <summary>
    /// A word that looks like an option and was taken for an argument, which the parser does with any word where an argument may stand.
    /// </summary>
    private static string? UnknownOption(ParseResult parsed) => parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash)
        ? null
        : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens)
            .Select(t => t.Value).FirstOrDefault(v => v is ['-', '-', ..] or ['-', (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ..]);

    /// <summary>Shells ask for completions of lines that may be empty; to all other commands an empty word says nothing.</summary>
    private static bool HasEmptyWord(ParseResult parsed) =>
        !parsed.CommandResult.Command.Hidden && parsed.Tokens.Any(t => t.Value.Length == 0);

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult above ? $"{Path(above)} {result.Command.Name}" : result.Command.Name;

    private static async Task<int> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return CommandRunner.WrongUse;
    }
}
