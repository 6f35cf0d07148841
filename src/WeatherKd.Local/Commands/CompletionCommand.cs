using System.CommandLine;
using System.Globalization;
using WeatherKd.Local.Terminal;

namespace WeatherKd.Local.Commands;

/// <summary>
/// <c>weatherkd completion bash|zsh|fish|pwsh</c>: the few lines by which a shell asks this program how a line may go on.
/// </summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _weatherkd() {
                local IFS=$'\n'
                COMPREPLY=( $(compgen -W "$(weatherkd complete --position "$COMP_POINT" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
            }
            complete -o default -F _weatherkd weatherkd
            """,
        ["zsh"] = """
            #compdef weatherkd
            _weatherkd() {
                local completions=("${(@f)$(weatherkd complete --position "$CURSOR" "$BUFFER" 2>/dev/null)}")
                compadd -- $completions
                _files
            }
            compdef _weatherkd weatherkd
            """,
        ["fish"] = """
            complete -c weatherkd -a '(weatherkd complete (commandline -cp))'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName weatherkd -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                weatherkd complete --position $cursorPosition "$commandAst" | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", Scripts.Keys) + "." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print what makes a shell complete this program's command lines.") { shell }
            .WithExamples(
                "source <(weatherkd completion bash)",
                "weatherkd completion zsh > ~/.zfunc/_weatherkd",
                "weatherkd completion fish | source");
        command.SetGuardedAction((parsed, _) =>
        {
            Console.Out.WriteLine(Scripts[parsed.GetValue(shell)!]);
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>The command that the shells ask; helps do not show it.</summary>
    /// <param name="root">The whole program.</param>
    public static Command CreateAnswer(Func<Command> root)
    {
        var line = new Argument<string>("LINE") { Description = "The line so far.", Arity = ArgumentArity.ZeroOrOne };
        var position = new Option<int?>("--position") { Description = "Where the cursor stands in it; without it at its end." };
        var command = new Command("complete", "Say how a line may go on.") { line, position };
        command.Hidden = true;
        command.SetGuardedAction((parsed, _) =>
        {
            foreach (var completion in Completions(root(), parsed.GetValue(line) ?? string.Empty, parsed.GetValue(position)))
            {
                Console.Out.WriteLine(completion);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>How a line may go on.</summary>
    internal static IEnumerable<string> Completions(Command root, string line, int? position)
    {
        var start = line.IndexOf(' ', StringComparison.Ordinal);
        if (start < 0)
        {
            return [];
        }

        // The program's own name, under whatever path it was called.
        var rest = line[(start + 1)..];
        var at = Math.Clamp((position ?? line.Length) - start - 1, 0, rest.Length);
        return root.Parse(rest[..at]).GetCompletions(at)
            .Select(c => c.InsertText ?? c.Label)
            .Where(c => !c.StartsWith('/') && c is not "-?" and not "-h")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Create(CultureInfo.InvariantCulture, ignoreCase: false));
    }
}
